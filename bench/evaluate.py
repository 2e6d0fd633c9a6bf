"""The evaluation of one repository in Python, with everything installed: python bench/evaluate.py FOLDER

Reads the ratings, the maps and the checkpoint, evaluates with Spotlight's own functions, and prints the three metrics as
JSON, with what the imports took and the peak of memory. One thread. It logs nothing, compares nothing and writes no report: less than the action does.
"""

import time

STARTED = time.perf_counter()

import csv
import json
import re
import resource
import sqlite3
import sys
from pathlib import Path

import numpy as np
import torch

from spotlight.evaluation import mrr_score, precision_recall_score
from spotlight.factorization.implicit import ImplicitFactorizationModel
from spotlight.factorization.representations import BilinearNet
from spotlight.interactions import Interactions

IMPORTED = time.perf_counter()

QUERY = (
    "SELECT r.username, r.movie, r.rating FROM ratings r "
    "JOIN initial_ratings i ON r.username = i.username WHERE i.done = 1"
)
K = 10


def main(folder):
    net = load_net(folder / "models/bpr_recommender.pt")
    num_users, num_items = net.user_embeddings.num_embeddings, net.item_embeddings.num_embeddings
    model = ImplicitFactorizationModel(embedding_dim=net.embedding_dim)
    model._num_users, model._num_items, model._net = num_users, num_items, net
    users, items = read_ratings(folder)
    test = Interactions(users, items, num_users=num_users, num_items=num_items)
    train = read_train(folder / "models/train_interactions.csv", num_users, num_items)
    precision, recall = precision_recall_score(model, test, train, k=K)
    metrics = {
        "test_mrr": float(mrr_score(model, test, train).mean()),
        "precision_at_10": float(precision.mean()),
        "recall_at_10": float(recall.mean()),
    }
    return {"metrics": metrics, "importSeconds": IMPORTED - STARTED, "peakBytes": peak_bytes()}


def load_net(path):
    state = torch.load(path, weights_only=True)
    users, items = state["user_embeddings.weight"], state["item_embeddings.weight"]
    net = BilinearNet(len(users), len(items), users.shape[1])
    net.load_state_dict(state)
    return net


def read_ratings(folder):
    with open(folder / "models/frontend_user_map.csv", newline="") as file:
        user_ids = {row["username"]: int(row["internal_user_id"]) for row in csv.DictReader(file)}
    with open(folder / "models/item_map.csv", newline="") as file:
        item_ids = {normalised(row["title"]): int(row["internal_item_id"]) for row in csv.DictReader(file)}
    with sqlite3.connect(folder / "user_data.db") as database:
        rows = database.execute(QUERY).fetchall()
    pairs = ((user_ids.get(user), item_ids.get(normalised(title))) for user, title, _ in rows)
    known = [(user, item) for user, item in pairs if user is not None and item is not None]
    return np.array(known, dtype=np.int32).T.copy()


def read_train(path, num_users, num_items):
    if not path.exists():
        return None
    pairs = np.loadtxt(path, delimiter=",", skiprows=1, dtype=np.int32)
    return Interactions(pairs[:, 0].copy(), pairs[:, 1].copy(), num_users=num_users, num_items=num_items)


def normalised(title):
    return " ".join(re.sub(r"\s*\(\d{4}\)$", "", title.strip().lower()).split())


def peak_bytes():
    try:
        # Not getrusage: a child inherits the peak of the process that forked it.
        return int(re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())[1]) * 1024
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    torch.set_num_threads(1)
    print(json.dumps(main(Path(sys.argv[1]))))
