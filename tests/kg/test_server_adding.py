"""The process that adds articles: it holds the model from one request to the next, and is replaced where it ends."""

import asyncio
import json
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the server needs starlette: pip install 'conflict-kg[serve]'")

from kg.models.event_model import DEFAULT_FOLDER
from kg.server.articles import ArticleFile, ArticleService
from kg.server.metrics import Metrics
from kg.server.settings import ServerSettings
from tests.served import make_folder

pytestmark = pytest.mark.skipif(not (DEFAULT_FOLDER / "meta.json").is_file(), reason="the weights are not in this checkout")
TEXT = "Rusia menyerang Tbilisi pada Senin."


def test_one_process_serves_all_requests_until_it_ends(tmp_path: Path) -> None:
    async def run() -> list[int]:
        service = ArticleService(make_folder(tmp_path / "g"), ServerSettings(), Metrics())
        processes = []
        for _ in range(3):
            report = await service.add([ArticleFile("a", ".txt", TEXT.encode())], keep=False, published="2020-10-02")
            assert report["records"][0]["published"] == "2020-10-02" and report["records"][0]["events"]
            process = service._process
            assert process is not None
            processes.append(process.pid)
            if len(processes) == 2:
                process.kill()
                await process.wait()
        await service.stop()
        assert service._process is None and process.returncode is not None
        return processes

    first, second, third = asyncio.run(run())
    assert first == second != third


def test_files_are_read_by_their_endings_and_called_by_their_names(tmp_path: Path) -> None:
    async def run() -> dict[str, object]:
        service = ArticleService(make_folder(tmp_path / "g"), ServerSettings(), Metrics())
        page = f"<html><body><article><p>{TEXT} {TEXT.replace('Senin', 'Selasa')}</p></article></body></html>"
        files = [
            ArticleFile("../../page", ".html", page.encode()),
            ArticleFile("rows", ".jsonl", json.dumps({"text": TEXT, "title": "T"}).encode() + b"\n{\n"),
            ArticleFile("picture.png", ".png", b"\x89PNG"),
        ]
        try:
            return await service.add(files, keep=False)
        finally:
            await service.stop()

    report = asyncio.run(run())
    assert [record["title"] for record in report["records"]] == [None, "T"]  # type: ignore[attr-defined]
    failures = report["failures"]
    assert isinstance(failures, list) and [failure.split(":")[0] for failure in failures] == ["rows", "picture.png"]
