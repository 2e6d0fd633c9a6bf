/** The rows of active users (specification, step 1). No ORDER BY: first-seen ids follow the order that SQLite chooses. */
export const DEFAULT_RATINGS_QUERY =
  "SELECT r.username, r.movie, r.rating FROM ratings r JOIN initial_ratings i ON r.username = i.username WHERE i.done = 1";
