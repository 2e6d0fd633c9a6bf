"""Ranks items as the kernel does, in several ways that Python offers: python bench/ranking.py FOLDER USERS ITEMS DIM TARGETS

FOLDER holds the numbers as raw little-endian arrays: users.f32, items.f32, user_biases.f32, item_biases.f32, targets.u32.
Each line of standard input is {"way": name, "users": count} and is answered by {"milliseconds": time}: scores of all items,
average-tie ranks of the targets and the ten best items, for the first users. {"save": name} writes the last results of a way
into FOLDER (<name>.ranks.f64, <name>.top.u32). One thread.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np

K = 10
USERS_AT_ONCE = 64  # scores that stay in the cache; the fastest of 8 to 256, or as fast


class Numbers:
    def __init__(self, folder, users, items, dim, targets):
        read = lambda name, kind, *shape: np.fromfile(folder / name, dtype=kind).reshape(shape)
        self.users = read("users.f32", "<f4", users, dim)
        self.items = read("items.f32", "<f4", items, dim)
        self.user_biases = read("user_biases.f32", "<f4", users)
        self.item_biases = read("item_biases.f32", "<f4", items)
        self.targets = read("targets.u32", "<u4", users, targets).astype(np.int64)


def numpy_ways(numbers):
    items = np.ascontiguousarray(numbers.items.T)

    def scores_of(block):
        scores = numbers.users[block] @ items
        scores += numbers.user_biases[block, None]
        scores += numbers.item_biases
        return scores

    def best(scores):
        ids = np.argpartition(scores, -K, axis=1)[:, -K:]
        order = np.argsort(-np.take_along_axis(scores, ids, 1), axis=1, kind="stable")
        return np.take_along_axis(ids, order, 1)

    def counting(block):
        """Every target against every item: two comparisons each."""
        scores, targets = scores_of(block), numbers.targets[block]
        levels = np.take_along_axis(scores, targets, 1)
        ranks = np.empty(targets.shape)
        for column in range(targets.shape[1]):
            level = levels[:, column : column + 1]
            above = np.count_nonzero(scores > level, axis=1)
            ranks[:, column] = above + (np.count_nonzero(scores == level, axis=1) + 1) / 2
        return ranks, best(scores)

    def sorting(block):
        """All scores sorted, and the targets looked up: fast where numpy sorts with AVX."""
        scores, targets = scores_of(block), numbers.targets[block]
        levels = np.take_along_axis(scores, targets, 1)
        ascending = np.sort(scores, axis=1)
        ranks = np.empty(targets.shape)
        for row, (values, wanted) in enumerate(zip(ascending, levels)):
            high = np.searchsorted(values, wanted, "right")
            low = np.searchsorted(values, wanted, "left")
            ranks[row] = len(values) - high + (high - low + 1) / 2
        return ranks, best(scores)

    return {"numpy": in_blocks(counting), "numpy, sorting": in_blocks(sorting)}


def torch_ways(numbers):
    import torch

    torch.set_num_threads(1)
    users, items = torch.from_numpy(numbers.users), torch.from_numpy(numbers.items).T.contiguous()
    user_biases, item_biases = torch.from_numpy(numbers.user_biases), torch.from_numpy(numbers.item_biases)
    all_targets = torch.from_numpy(numbers.targets)

    def counting(block):
        with torch.inference_mode():
            scores = torch.addmm(item_biases, users[block], items).add_(user_biases[block, None])
            targets = all_targets[block]
            levels = scores.gather(1, targets)
            ranks = torch.empty(targets.shape, dtype=torch.float64)
            for column in range(targets.shape[1]):
                level = levels[:, column : column + 1]
                above = torch.count_nonzero(scores > level, dim=1)
                ranks[:, column] = above + (torch.count_nonzero(scores == level, dim=1) + 1) / 2
            return ranks.numpy(), torch.topk(scores, K, dim=1).indices.numpy()

    return {"torch": in_blocks(counting)}


def spotlight_ways(numbers):
    import torch
    from scipy.stats import rankdata
    from spotlight.factorization.implicit import ImplicitFactorizationModel
    from spotlight.factorization.representations import BilinearNet

    (num_users, dim), num_items = numbers.users.shape, len(numbers.items)
    net = BilinearNet(num_users, num_items, dim)
    tables = {
        "user_embeddings.weight": numbers.users,
        "item_embeddings.weight": numbers.items,
        "user_biases.weight": numbers.user_biases[:, None],
        "item_biases.weight": numbers.item_biases[:, None],
    }
    net.load_state_dict({name: torch.from_numpy(table) for name, table in tables.items()})
    model = ImplicitFactorizationModel(embedding_dim=dim)
    model._num_users, model._num_items, model._net = num_users, num_items, net

    def one_by_one(count):
        """As its mrr_score and precision_recall_score, with one call of predict where these make two."""
        results = []
        for user in range(count):
            predictions = -model.predict(user)
            results.append((rankdata(predictions)[numbers.targets[user]], predictions.argsort()[:K]))
        return np.stack([ranks for ranks, _ in results]), np.stack([top for _, top in results])

    return {"Spotlight": one_by_one}


def in_blocks(rank):
    def all_users(count):
        blocks = [slice(at, min(at + USERS_AT_ONCE, count)) for at in range(0, count, USERS_AT_ONCE)]
        results = [rank(block) for block in blocks]
        return np.concatenate([ranks for ranks, _ in results]), np.concatenate([top for _, top in results])

    return all_users


def main(folder, *shape):
    numbers = Numbers(folder, *shape)
    ways, results = {}, {}
    for make in (numpy_ways, torch_ways, spotlight_ways):
        try:
            ways.update(make(numbers))
        except ImportError:
            pass  # not there: the table says so
    print(json.dumps({"ways": list(ways)}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        if "save" in asked:
            ranks, top = results[asked["save"]]
            ranks.astype("<f8").tofile(folder / f"{asked['save']}.ranks.f64")
            top.astype("<u4").tofile(folder / f"{asked['save']}.top.u32")
            answer = {"users": len(ranks)}
        else:
            started = time.perf_counter()
            results[asked["way"]] = ways[asked["way"]](asked["users"])
            answer = {"milliseconds": 1000 * (time.perf_counter() - started)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
