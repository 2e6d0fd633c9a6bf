"""Makes the sample beside this file: a small film recommender, trained with Spotlight, and three weeks of its database.

    python make_sample.py [directory]

Everything is invented and seeded: people, films, tastes. The story, which `check_story` holds the numbers to:
week 1 is healthy, week 2 is quiet, in week 3 many people watch other genres than the model has learnt.
"""

import json
import platform
import re
import sqlite3
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import scipy
import torch
from spotlight import __version__ as spotlight_version
from spotlight.evaluation import mrr_score, precision_recall_score
from spotlight.factorization.implicit import ImplicitFactorizationModel
from spotlight.interactions import Interactions

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "training"))

from export_for_monitor import export_for_monitor  # noqa: E402

SEED = 90  # one of the few that tell so clear a story: see the README about chance
TRAINED_AT = datetime(2025, 3, 3, 4, 0)
WEEK = timedelta(days=7)
K = 10

# genre -> words whose 25 combinations are its film titles
GENRES = {
    "Drama": ("Quiet Borrowed Distant Broken Gentle", "Harvest Letters Summer Promise Harbour"),
    "Comedy": ("Lucky Clumsy Reluctant Backwards Royal", "Waiter Plumber Wedding Landlord Picnic"),
    "Thriller": ("Grey Missing Seventh Hidden Cold", "Alibi Corridor Cipher Passenger Signature"),
    "Science Fiction": ("Hollow Binary Drifting Second Amber", "Orbit Colony Signal Reactor Android"),
    "Western": ("Dusty Crooked Rusty Lonesome Copper", "Trail Saddle Sheriff Canyon Lantern"),
    "Animation": ("Tiny Sleepy Striped Brave Paper", "Dragon Lighthouse Otter Kingdom Balloon"),
}
# Two films of one name: a title without its year cannot tell them apart.
REMAKE = ("Western", "The Rusty Sheriff")

KNOWN_PEOPLE = """
    ada alba anton bella boris bruno carmen clara cosmo dario delia dmitri edith elena emil farid felix flora
    gideon gina greta hana helga hugo igor ines ivo jonas julia karim keiko lena luca marta milan nadia nora
    olga oskar paula pedro quentin rania rosa silas sven tara tilda ugo umar vera viola walter wanda xavier
    ximena yara yusuf zeno zoë
""".split()
NEWCOMERS = ["petra", "malik", "sofia"]  # one joins each week; the model has never seen them
UNDECIDED = ["kim", "lucia", "noah", "tomas"]  # registered, but the initial ratings are not done
NEW_RELEASES = ["The Orange Tram", "Nine Umbrellas", "A Postcard from Nowhere"]  # films the model has never seen

# Columns and keys as the recommender's frontend creates them.
TABLES = """
CREATE TABLE users (user_id INTEGER PRIMARY KEY AUTOINCREMENT, username TEXT UNIQUE, password_hash TEXT);
CREATE TABLE initial_ratings (username TEXT PRIMARY KEY, done BOOLEAN DEFAULT 0,
  FOREIGN KEY(username) REFERENCES users(username));
CREATE TABLE preferences (username TEXT PRIMARY KEY, genres TEXT,
  FOREIGN KEY(username) REFERENCES users(username));
CREATE TABLE ratings (username TEXT, user_id INTEGER, movie TEXT, rating INTEGER,
  timestamp DATETIME DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY (username, movie), FOREIGN KEY(username) REFERENCES users(username));
CREATE TABLE watchlist (username TEXT, movie TEXT, year INTEGER,
  PRIMARY KEY (username, movie), FOREIGN KEY(username) REFERENCES users(username));
"""
QUERY = (
    "SELECT r.username, r.movie, r.rating FROM ratings r "
    "JOIN initial_ratings i ON r.username = i.username WHERE i.done = 1"
)


class World:
    """Films, people and what they like. Arrays over films follow the internal item id."""

    def __init__(self, random):
        films = [
            (genre, f"The {first} {second}")
            for genre, (firsts, seconds) in GENRES.items()
            for first in firsts.split()
            for second in seconds.split()
        ]
        films = [films[n] for n in random.permutation(len(films))] + [REMAKE]
        self.titles = [title for _, title in films]
        self.genres = np.array([genre for genre, _ in films])
        self.years = random.randint(1950, 2025, len(films)).tolist()
        self.movie_ids = random.choice(np.arange(1, 1000), len(films), replace=False).tolist()
        self.appeal = random.lognormal(0, 0.6, len(films))
        # Internal ids are not alphabetical, nor in the order of registration: only the map tells who is who.
        self.internal_ids = dict(zip(KNOWN_PEOPLE, random.permutation(len(KNOWN_PEOPLE)).tolist()))
        people = KNOWN_PEOPLE + NEWCOMERS + UNDECIDED
        self.favourites = {name: random.choice(list(GENRES), 3, replace=False).tolist() for name in people}

    def choose(self, random, name, shares, count, seen=()):
        """Draws `count` different films for one person."""
        weights = np.full(len(self.titles), (1 - sum(shares)) / len(GENRES))
        for genre, share in zip(self.favourites[name], shares):
            weights[self.genres == genre] += share
        weights *= self.appeal
        weights[list(seen)] *= 0.03  # few people rate a film a second time
        return random.choice(len(weights), count, replace=False, p=weights / weights.sum()).tolist()


# Shares of attention for a person's three favourite genres; what is left goes to all genres alike.
OLD_TASTE = (0.75, 0.15, 0.0)
NEW_TASTE = (0.4, 0.1, 0.35)


def training_history(random, world):
    """Internal id -> films rated before the model was trained."""
    return {world.internal_ids[name]: world.choose(random, name, OLD_TASTE, 14) for name in KNOWN_PEOPLE}


def weekly_ratings(random, world, history):
    """Three lists of (name, film). All weeks are dealt alike, so that in week 3 nothing but the taste differs."""
    weeks = [[], [], []]
    for name in KNOWN_PEOPLE + NEWCOMERS + UNDECIDED:
        seen = history.get(world.internal_ids.get(name), [])
        size = random.randint(5, 9) if name in KNOWN_PEOPLE else 4
        # Shuffled, because films are drawn best liked first: week 1 would have the better half. And week 3 does not
        # avoid the films of weeks 1 and 2: running out of liked films lowers the MRR without any change of taste.
        before = random.permutation(world.choose(random, name, OLD_TASTE, 2 * size, seen)).tolist()
        after = random.permutation(world.choose(random, name, NEW_TASTE, 2 * size, seen)).tolist()
        for week, films in zip(weeks, (before[:size], before[size:], after[:size])):
            week.extend((name, film) for film in films)
    for number, week in enumerate(weeks):
        absent = set(random.choice(KNOWN_PEOPLE, 10, replace=False)) | set(NEWCOMERS[number + 1 :])
        week[:] = [(name, film) for name, film in week if name not in absent]
    return weeks


def train(history, num_items):
    pairs = np.array([(user, film) for user, films in sorted(history.items()) for film in films], dtype=np.int32)
    interactions = Interactions(pairs[:, 0], pairs[:, 1], num_users=len(history), num_items=num_items)
    model = ImplicitFactorizationModel(
        loss="bpr",
        embedding_dim=16,
        n_iter=30,
        batch_size=128,
        learning_rate=5e-3,
        l2=1e-3,
        random_state=np.random.RandomState(SEED),
    )
    model.fit(interactions)
    return model, interactions


def write_database(path, random, world, number, ratings):
    """The frontend's database at the end of a week. Accounts add up; ratings older than a week are in its archive."""
    people = sorted(KNOWN_PEOPLE + UNDECIDED) + NEWCOMERS[: number + 1]
    user_ids = {name: position + 1 for position, name in enumerate(people)}
    start = TRAINED_AT + number * WEEK
    times = sorted(random.randint(0, int(WEEK.total_seconds()), len(ratings) + len(NEW_RELEASES)).tolist())
    rows = [(name, world.titles[film], random.randint(2, 6)) for name, film in ratings]
    rows += [(ratings[random.randint(len(ratings))][0], title, 4) for title in NEW_RELEASES]
    rows = [rows[n] for n in random.permutation(len(rows))]
    watched = [random.randint(len(world.titles)) for _ in range(10)]

    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path)
    database.execute("PRAGMA page_size = 1024")
    database.executescript(TABLES)
    with database:
        database.executemany("INSERT INTO users VALUES (?, ?, NULL)", [(user_ids[name], name) for name in people])
        database.executemany("INSERT INTO initial_ratings VALUES (?, ?)", [(n, n not in UNDECIDED) for n in people])
        database.executemany(
            "INSERT INTO preferences VALUES (?, ?)", [(name, ",".join(world.favourites[name][:2])) for name in people]
        )
        # OR IGNORE: the frontend tells films apart by title alone, so a remake cannot be rated beside its original.
        database.executemany(
            "INSERT OR IGNORE INTO ratings VALUES (?, ?, ?, ?, ?)",
            [
                (name, user_ids[name], title, rating, str(start + timedelta(seconds=seconds)))
                for (name, title, rating), seconds in zip(rows, times)
            ],
        )
        database.executemany(
            "INSERT INTO watchlist VALUES (?, ?, ?)",
            [(name, world.titles[film], world.years[film]) for name, film in zip(people, watched)],
        )
    database.execute("VACUUM")
    database.close()


def normalise(title):
    title = re.sub(r"\s*\([0-9]{4}\)$", "", title.strip().lower())
    return re.sub(r"\s+", " ", title).strip()


def measure(path, model, world, train_interactions):
    """Spotlight's numbers for one database, with the training pairs masked and without."""
    database = sqlite3.connect(path)
    rows = database.execute(QUERY).fetchall()
    database.close()
    films = {}
    for film, title in enumerate(world.titles):
        films.setdefault(normalise(title), []).append(film)

    pairs, dropped = [], Counter(ambiguous_title=0, unmatched_title=0, unknown_user=0)
    for name, title, _ in rows:
        found = films.get(normalise(title), [])
        if len(found) > 1:
            dropped["ambiguous_title"] += 1
        elif not found:
            dropped["unmatched_title"] += 1
        elif name not in world.internal_ids:
            dropped["unknown_user"] += 1
        else:
            pairs.append((world.internal_ids[name], found[0]))
    users, items = np.array(pairs, dtype=np.int32).T
    test = Interactions(users, items, num_users=model._num_users, num_items=model._num_items)
    names = {name for name, _, _ in rows}
    known = set(zip(train_interactions.user_ids.tolist(), train_interactions.item_ids.tolist()))
    return {
        "num_users": len(names),
        "num_ratings": len(rows),
        "avg_ratings_per_user": len(rows) / len(names),
        "evaluated_users": len(set(users.tolist())),
        "evaluated_ratings": len(pairs),
        "dropped_rows": dict(dropped),
        "unknown_users": len(names - set(world.internal_ids)),
        "ratings_known_from_training": len(known.intersection(pairs)),
        "masked": scores(model, test, train_interactions),
        "unmasked": scores(model, test, None),
    }


def scores(model, test, known):
    precision, recall = precision_recall_score(model, test, train=known, k=K)
    return {
        "test_mrr": float(mrr_score(model, test, train=known).mean()),
        f"precision_at_{K}": float(precision.mean()),
        f"recall_at_{K}": float(recall.mean()),
    }


def check_story(weeks):
    """The README tells this story: a sample that does not is not written down as expected."""
    for mask in ("masked", "unmasked"):
        first, second, third = (week[mask]["test_mrr"] for week in weeks)
        assert first > 0.05 and abs(second / first - 1) < 0.05, f"{mask}: weeks 1 and 2 differ: {first}, {second}"
        assert -0.5 < third / second - 1 < -0.3, f"{mask}: week 3 is not a clear fall: {second}, {third}"
        for week in weeks:
            lowest = min(week[mask][f"precision_at_{K}"], week[mask][f"recall_at_{K}"])
            assert lowest > 0.04, f"{mask}: an absolute threshold would fire: {lowest}"
    for before, after in zip(weeks, weeks[1:]):
        assert after["num_users"] / before["num_users"] < 1.08, "user growth would fire"


def train_and_export(directory, history, world):
    """What a training script does: fit, save, and tell model-monitor about it."""
    model, interactions = train(history, len(world.titles))
    checkpoint = directory / "bpr_recommender.pt"
    directory.mkdir(parents=True, exist_ok=True)
    torch.save(model, checkpoint)
    named_years = [f"{title} ({year})" for title, year in zip(world.titles, world.years)]
    export_for_monitor(
        model,
        interactions,
        user_ids=world.internal_ids,
        items=zip(range(len(named_years)), world.movie_ids, named_years),
        directory=directory,
        cutoff=TRAINED_AT - timedelta(hours=4),
        trained_at=TRAINED_AT,
        checkpoint=checkpoint,
    )
    return model, interactions


def main(directory):
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    random = np.random.RandomState(SEED)
    world = World(random)
    history = training_history(random, world)
    ratings = weekly_ratings(random, world, history)
    model, interactions = train_and_export(directory / "models", history, world)

    weeks = {}
    for number, week in enumerate(ratings):
        path = directory / f"week{number + 1}" / "user_data.db"
        write_database(path, random, world, number, week)
        weeks[path.parent.name] = measure(path, model, world, interactions)
    print(json.dumps(weeks, indent=2))
    check_story(list(weeks.values()))
    versions = {
        "python": platform.python_version(),
        "spotlight": spotlight_version,
        "torch": torch.__version__,
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "sqlite": sqlite3.sqlite_version,
    }
    expected = {"schema": 1, "produced_with": versions, "query": QUERY, "k": K, "weeks": weeks}
    (directory / "expected.json").write_text(json.dumps(expected, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
