/** The input `comment`. */
export type CommentSetting = "auto" | "always" | "never";
