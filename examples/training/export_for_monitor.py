"""Writes what model-monitor needs to know about a Spotlight model, beside its checkpoint.

Copy this file next to your training script and call it last, after fitting and saving:

    from export_for_monitor import export_for_monitor

    torch.save(model, "models/bpr_recommender.pt")
    export_for_monitor(
        model,
        interactions,                        # the Interactions that the model was fitted on
        user_ids={"ada": 0, "bruno": 1},     # username in the database -> internal user id
        items=[(0, 170, "Heat (1995)")],     # (internal item id, movie id, title)
        cutoff=newest_rating,                # time of the newest training rating, if known
        checkpoint="models/bpr_recommender.pt",
    )

Needs NumPy and nothing else: Spotlight's model and Interactions are only looked at.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from datetime import datetime, timezone
from pathlib import Path

import numpy as np


def export_for_monitor(
    model, interactions, user_ids, items, directory="models", cutoff=None, *, checkpoint=None, trained_at=None
):
    """Checks everything, then writes four files into `directory`, monitor.json last:

    frontend_user_map.csv   username,internal_user_id
    item_map.csv            internal_item_id,movie_id,title
    train_interactions.csv  internal_user_id,internal_item_id
    monitor.json            when and on how much the model was trained, counts per item, checkpoint digest

    `cutoff` and `trained_at` (default: now) are datetimes or ISO strings; without a zone they are UTC.
    Raises ValueError or TypeError, and writes nothing, when an argument does not fit the model.
    """
    num_users, num_items = _table_sizes(model)
    users = _checked_ids("interactions.user_ids", interactions.user_ids, num_users)
    targets = _checked_ids("interactions.item_ids", interactions.item_ids, num_items)
    user_rows, item_rows = list(user_ids.items()), list(items)
    if any(len(row) != 3 for row in item_rows):
        raise ValueError("items: expected (internal item id, movie id, title) for each item")
    user_order = np.argsort(_checked_ids("user_ids", [row[1] for row in user_rows], num_users, distinct=True))
    item_order = np.argsort(_checked_ids("items", [row[0] for row in item_rows], num_items, distinct=True))
    _check_names("user_ids", [row[0] for row in user_rows])
    _check_names("items", [row[2] for row in item_rows])
    manifest = {
        "schema": 1,
        "trained_at": _iso_utc("trained_at", trained_at or datetime.now(timezone.utc).replace(microsecond=0)),
        "cutoff": None if cutoff is None else _iso_utc("cutoff", cutoff),
        "num_users": num_users,
        "num_items": num_items,
        "num_interactions": len(users),
        "checkpoint_sha256": None if checkpoint is None else hashlib.sha256(Path(checkpoint).read_bytes()).hexdigest(),
        "popularity": np.bincount(targets, minlength=num_items).tolist(),
    }
    # Everything is sorted by internal id, so that two exports of one training are equal byte for byte.
    pairs = sorted(zip(users.tolist(), targets.tolist()))
    files = {
        "frontend_user_map.csv": _csv("username,internal_user_id", [user_rows[n] for n in user_order]),
        "item_map.csv": _csv("internal_item_id,movie_id,title", [item_rows[n] for n in item_order]),
        "train_interactions.csv": _csv("internal_user_id,internal_item_id", pairs),
        "monitor.json": json.dumps(manifest).encode() + b"\n",
    }
    folder = Path(directory)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        _write_atomically(folder / name, content)


def _table_sizes(model):
    sizes = getattr(model, "_num_users", None), getattr(model, "_num_items", None)
    if None in sizes:
        raise TypeError(
            f"model: {type(model).__name__} has no user and item tables; "
            "pass the Spotlight factorization model itself, after fit()"
        )
    return int(sizes[0]), int(sizes[1])


def _checked_ids(name, values, size, distinct=False):
    ids = np.asarray(values)
    if ids.ndim != 1 or len(ids) == 0 or ids.dtype.kind not in "iu":
        raise TypeError(f"{name}: expected internal ids as integers, found {ids.size} values of type {ids.dtype}")
    if ids.min() < 0 or ids.max() >= size:
        raise ValueError(f"{name}: ids go from {ids.min()} to {ids.max()}, the model's table from 0 to {size - 1}")
    counts = np.bincount(ids.astype(np.int64))
    if distinct and counts.max() > 1:
        raise ValueError(f"{name}: internal id {counts.argmax()} is listed {counts.max()} times, once is allowed")
    return ids.astype(np.int64)


def _check_names(name, values):
    wrong = [value for value in values if not isinstance(value, str) or not value.strip()]
    if wrong:
        raise TypeError(f"{name}: expected names that are not empty, found {wrong[0]!r} ({len(wrong)} like it)")


def _iso_utc(name, moment):
    try:
        time = moment if isinstance(moment, datetime) else datetime.fromisoformat(moment.replace("Z", "+00:00"))
    except (AttributeError, TypeError, ValueError):
        raise ValueError(f"{name}: expected a datetime or an ISO 8601 string, found {moment!r}") from None
    time = time.replace(tzinfo=timezone.utc) if time.tzinfo is None else time.astimezone(timezone.utc)
    return time.isoformat().replace("+00:00", "Z")


def _csv(header, rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header.split(","), *rows])
    return text.getvalue().encode("utf-8")


def _write_atomically(path, content):
    """A reader sees the old file or the new one, never half of it."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
