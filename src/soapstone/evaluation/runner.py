"""The run: items in, rows out, in order, in bounded memory, in one process or several."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import NamedTuple

from soapstone.evaluation.data import Item
from soapstone.evaluation.metrics import Metric
from soapstone.evaluation.rows import Row, Store, score_item
from soapstone.evaluation.systems import System

BATCH_ITEMS, BATCH_CHARACTERS = 32, 100_000
AHEAD = 3
"""Batches in flight for each worker: what bounds the memory."""
DIED = "the worker process died over this item (out of memory, or a crash in native code)"


class Task(NamedTuple):
    """One item for one system; `duplicate_of` when the same content was met before."""

    item: Item
    system: int
    duplicate_of: int | None = None


class Work(NamedTuple):
    """What every worker needs to know."""

    systems: Sequence[System]
    metrics: Sequence[Metric]
    store: Store = "both"

    def row(self, task: Task) -> Row:
        """The row of one task."""
        system = self.systems[task.system]
        if task.duplicate_of is not None:
            about = {"number": task.item.number, "id": task.item.id, "digest": task.item.digest}
            return Row(**about, system=system.name, duplicate_of=task.duplicate_of)
        return score_item(task.item, system, self.metrics, self.store)


def run(tasks: Iterable[Task], work: Work, workers: int = 1) -> Iterator[Row]:
    """The rows of the tasks, in their order. With one worker everything runs in this process.

    With several, a worker that dies costs only the item that killed it: the others are done again.
    """
    if workers == 1:
        for task in tasks:
            yield work.row(task)
        return
    yield from _Pool(work, workers).rows(_batches(tasks))


def _batches(tasks: Iterable[Task]) -> Iterator[list[Task]]:
    """Batches by length: many short items, or few long ones."""
    batch: list[Task] = []
    characters = 0
    for task in tasks:
        batch.append(task)
        characters += len(task.item.dialogue) + len(task.item.note) + len(task.item.candidate)
        if len(batch) == BATCH_ITEMS or characters > BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


class _Pool:
    def __init__(self, work: Work, workers: int) -> None:
        self.work, self.workers = work, workers
        self.executor = self._new(workers)

    def _new(self, workers: int) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin, initargs=(self.work,))

    def rows(self, batches: Iterator[list[Task]]) -> Iterator[Row]:
        waiting: deque[tuple[list[Task], Future[list[Row]]]] = deque()
        try:
            for batch in batches:
                waiting.append((batch, self._submit(batch)))
                if len(waiting) >= AHEAD * self.workers:
                    yield from self._finish(*waiting.popleft())
            while waiting:
                yield from self._finish(*waiting.popleft())
        finally:
            self.executor.shutdown(cancel_futures=True)

    def _submit(self, batch: list[Task]) -> Future[list[Row]]:
        try:
            return self.executor.submit(_do, batch)
        except BrokenProcessPool:
            self.executor = self._new(self.workers)
            return self.executor.submit(_do, batch)

    def _finish(self, batch: list[Task], future: Future[list[Row]]) -> list[Row]:
        try:
            return future.result()
        except BrokenProcessPool:
            return self._apart(batch)

    def _apart(self, batch: list[Task]) -> list[Row]:
        """A batch that died, again in a process of its own, and in halves until the killer is alone."""
        with self._new(1) as executor:
            try:
                return executor.submit(_do, batch).result()
            except BrokenProcessPool:
                pass
        if len(batch) > 1:
            middle = len(batch) // 2
            return self._apart(batch[:middle]) + self._apart(batch[middle:])
        item, name = batch[0].item, self.work.systems[batch[0].system].name
        return [Row(number=item.number, id=item.id, digest=item.digest, system=name, error=DIED)]


_work: Work | None = None


def _begin(work: Work) -> None:
    global _work
    _work = work


def _do(batch: list[Task]) -> list[Row]:
    assert _work is not None
    return [_work.row(task) for task in batch]
