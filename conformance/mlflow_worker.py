"""The real MLflow, one command a line: python conformance/mlflow_worker.py

Standard input has lines of JSON, {"command": name, "arguments": {...}}; standard output answers each with a line
{"result": ...} or {"error": text}. One process serves a whole test file, because importing MLflow takes seconds.
Every command names the folder that contains `mlruns/`: MLflow resolves relative artifact locations there.
"""

import json
import os
import sqlite3
import sys
import threading
import time
import traceback

# MLflow prints to standard output now and then: only answers may go there.
ANSWERS = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)

import mlflow
import mlflow.data
from mlflow.entities import ViewType
from mlflow.tracking import MlflowClient


def version():
    return mlflow.__version__


def describe(folder, uri):
    """Everything in a store, deleted things included, as the client sees it."""
    client = client_in(folder, uri)
    experiments = client.search_experiments(view_type=ViewType.ALL)
    ids = [experiment.experiment_id for experiment in experiments]
    runs = client.search_runs(ids, run_view_type=ViewType.ALL, max_results=50_000)
    return {
        "experiments": {
            experiment.experiment_id: {
                "name": experiment.name,
                "stage": experiment.lifecycle_stage,
                "created": experiment.creation_time,
                "tags": experiment.tags,
            }
            for experiment in experiments
        },
        "runs": {run.info.run_id: describe_run(client, run.info.run_id) for run in runs},
    }


def describe_run(client, run_id):
    run = client.get_run(run_id)
    return {
        "experiment": run.info.experiment_id,
        "name": run.info.run_name,
        "user": run.info.user_id,
        "status": run.info.status,
        "stage": run.info.lifecycle_stage,
        "start": run.info.start_time,
        "end": run.info.end_time,
        "metrics": run.data.metrics,
        "history": {
            key: [[point.step, point.timestamp, point.value] for point in client.get_metric_history(run_id, key)]
            for key in run.data.metrics
        },
        "params": run.data.params,
        "tags": run.data.tags,
        # In no order: the library lists them as the file system does.
        "inputs": sorted((describe_input(entry) for entry in run.inputs.dataset_inputs), key=lambda entry: entry["name"]),
        "artifacts": dict(artifacts(client, run_id, None)),
    }


def describe_input(entry):
    dataset = entry.dataset
    # The library finds the class of the source by its kind, and reads its JSON.
    source = mlflow.data.get_source(dataset)
    return {
        "name": dataset.name,
        "digest": dataset.digest,
        "uri": source.uri,
        "source": json.loads(dataset.source),
        "profile": json.loads(dataset.profile),
        "tags": {tag.key: tag.value for tag in entry.tags},
    }


def artifacts(client, run_id, path):
    """Each artifact's path and text, downloaded."""
    for entry in client.list_artifacts(run_id, path):
        if entry.is_dir:
            yield from artifacts(client, run_id, entry.path)
        else:
            with open(client.download_artifacts(run_id, entry.path), encoding="utf-8") as file:
                yield entry.path, file.read()


def one_run(folder, uri, run):
    return describe_run(client_in(folder, uri), run)


def overview(folder, uri):
    """Names of experiments and ids of runs, deleted ones included: of a large store, without its contents."""
    client = client_in(folder, uri)
    experiments = client.search_experiments(view_type=ViewType.ALL)
    ids = [experiment.experiment_id for experiment in experiments]
    runs = client.search_runs(ids, run_view_type=ViewType.ALL, max_results=50_000)
    return {
        "experiments": {experiment.experiment_id: experiment.name for experiment in experiments},
        "runs": {
            run.info.run_id: {
                "experiment": run.info.experiment_id,
                "status": run.info.status,
                "stage": run.info.lifecycle_stage,
                "metrics": len(run.data.metrics),
            }
            for run in runs
        },
    }


def search(folder, uri, experiment, filter):
    client = client_in(folder, uri)
    return [run.info.run_id for run in client.search_runs([experiment], filter_string=filter)]


def log(folder, uri, run, metrics, params, tags, texts):
    """Appends to a run; a metric is [key, value, step]."""
    client = client_in(folder, uri)
    for key, value, step in metrics:
        client.log_metric(run, key, value, step=step)
    for key, value in params.items():
        client.log_param(run, key, value)
    for key, value in tags.items():
        client.set_tag(run, key, value)
    for path, text in texts.items():
        client.log_text(run, text, path)


def log_inputs_again(folder, uri, run):
    """Logs the datasets of a run to it once more: no more of them, where the library finds what is there."""
    client = client_in(folder, uri)
    client.log_inputs(run, client.get_run(run).inputs.dataset_inputs)


def train(folder, uri, experiment, metrics, status):
    """A run as a training script writes it, in an experiment that is created if it is missing."""
    client_in(folder, uri)
    mlflow.set_tracking_uri(uri)
    mlflow.set_experiment(experiment)
    run = mlflow.start_run(run_name="by Python")
    mlflow.log_metrics(metrics)
    mlflow.log_param("factors", 64)
    if status != "RUNNING":
        mlflow.end_run(status)
        return run.info.run_id
    # The fluent API would end it; the client leaves it as it is.
    mlflow.end_run()
    MlflowClient(uri).update_run(run.info.run_id, status="RUNNING")
    return run.info.run_id


def train_many(folder, uri, experiment, count):
    """Finished runs that have nothing to compare."""
    client = client_in(folder, uri)
    found = client.get_experiment_by_name(experiment)
    for number in range(count):
        run = client.create_run(found.experiment_id, run_name=f"sweep {number}")
        client.log_metric(run.info.run_id, "loss", float(number))
        client.set_terminated(run.info.run_id)


def register(folder, uri, model, checkpoint, beside, alias):
    """A version of a registered model, as a training script makes it that has the checkpoint as a file."""
    client = client_in(folder, uri)
    mlflow.set_tracking_uri(uri)
    mlflow.set_experiment("training")
    with mlflow.start_run() as run:
        for path in [checkpoint, *beside]:
            mlflow.log_artifact(path, "model")
        mlflow.log_artifact(checkpoint)
    run_id = run.info.run_id
    client.create_registered_model(model)
    source = f"{run.info.artifact_uri}/model"
    version = client.create_model_version(model, source, run_id=run_id).version
    client.set_registered_model_alias(model, alias, version)
    return {"run": run_id, "version": str(version)}


def model_version(folder, uri, model, version):
    found = client_in(folder, uri).get_model_version(model, version)
    return {"tags": found.tags, "source": found.source, "run": found.run_id}


def delete_run(folder, uri, run):
    client_in(folder, uri).delete_run(run)


def restore_run(folder, uri, run):
    client_in(folder, uri).restore_run(run)


def create(folder, uri):
    """A database as MLflow makes it on first use."""
    client_in(folder, uri).search_experiments()


def hold_lock(folder, seconds):
    """Another program that writes to the database for a while; answers when it has the lock."""
    database = sqlite3.connect(os.path.join(folder, "mlflow.db"), check_same_thread=False, isolation_level=None)
    database.execute("BEGIN EXCLUSIVE")

    def release():
        time.sleep(seconds)
        database.execute("COMMIT")
        database.close()

    threading.Thread(target=release).start()


def client_in(folder, uri):
    os.chdir(folder)
    if uri.startswith("http"):
        # MLflow 2 looks for a server's artifacts at this address alone, whatever the client was made with.
        mlflow.set_tracking_uri(uri)
    return MlflowClient(uri)


COMMANDS = {
    command.__name__: command
    for command in (
        version,
        describe,
        one_run,
        overview,
        search,
        log,
        log_inputs_again,
        train,
        train_many,
        register,
        model_version,
        delete_run,
        restore_run,
        create,
        hold_lock,
    )
}


def answer(line):
    request = json.loads(line)
    try:
        return {"result": COMMANDS[request["command"]](**request["arguments"])}
    except Exception:
        return {"error": traceback.format_exc()}


for line in sys.stdin:
    print(json.dumps(answer(line)), file=ANSWERS, flush=True)
