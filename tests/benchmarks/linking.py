"""How often a mention gets the code that annotators gave it: ``python -m tests.benchmarks.linking [GOLD.jsonl ...] [--errors N]``.

Reads annotated sentences (by default the training sentences where they are at hand, else says so) and links each actor, recipient and speaker at its
annotated place, so that only the code can be wrong. Figures by language and by how the mention is written: a name, a description without
capitals ("the rebels"), a pronoun; null is a value. ``--errors`` lists the most frequent confusions.
"""

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from kg.extraction.coreference import CoreferenceResolver
from kg.gazetteer.names import has_capital, split_words
from kg.linking.actors import ActorLinker
from kg.linking.lexicon import load_lexicon
from kg.reading import make_article
from schemas.text import Article, TextSpan
from tests.shared_data import find_shared


def main() -> None:
    """Link all annotated mentions, print shares of right codes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", nargs="*", type=Path)
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--dump", type=Path, help="write every wrong mention here, one JSON object a line")
    told = parser.parse_args()
    found = [find_shared(f"train/events.{language}.jsonl") for language in ("id", "en")]
    paths = told.gold or [path for path in found if path is not None]
    if not paths:
        print("no annotated sentences at hand: name a file, or set CKG_SHARED to the folder that has train/events.*.jsonl")  # noqa: T201
        return
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    confusions: dict[str, Counter[str]] = defaultdict(Counter)
    wrong: list[dict[str, Any]] = []
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            record = json.loads(line)
            for kind, gold, predicted, span in link_record(record):
                for key in ((record["lang"], kind), (record["lang"], "all")):
                    counts[key]["mentions"] += 1
                    counts[key]["right"] += gold == predicted
                    counts[key]["coded"] += gold is not None
                    counts[key]["right_coded"] += gold is not None and gold == predicted
                if gold != predicted:
                    confusions[record["lang"]][f"{kind}: {span} -> {predicted} for {gold}"] += 1
                    wrong.append({"kind": kind, "text": span, "code": predicted, "gold": gold, **{k: record[k] for k in ("id", "lang", "context")}})
                    wrong[-1]["sentence"] = record["text"]
    for (language, kind), count in sorted(counts.items()):
        share, coded = count["right"] / count["mentions"], count["right_coded"] / (count["coded"] or 1)
        print(f"{language} {kind:12} {count['mentions']:6} mentions, right {share:.3f}; with a code {count['coded']:6}, right {coded:.3f}")  # noqa: T201
    for language, counter in sorted(confusions.items()):
        for words, number in counter.most_common(told.errors):
            print(f"{language} {number:3} {words}")  # noqa: T201
    if told.dump:
        told.dump.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in wrong), "utf-8")


def link_record(record: Mapping[str, Any]) -> Iterator[tuple[str, str | None, str | None, str]]:
    """Kind, annotated code, linked code and words of each mention of a sentence; those not in the sentence are left out."""
    article = make_article(record["text"], context=record.get("context") or "", lang=record["lang"], published=record.get("published"))
    whole = TextSpan(text=article.text, start=0, end=len(article.text))
    resolver = CoreferenceResolver(ActorLinker(article), article, [whole])
    seen = set()
    for event in record["events"]:
        near = article.text.find(event["trigger"])
        speaker = [event["attribution"]] if event["attribution"] else []
        sides = [_locate(event[role], article, near) for role in ("actors", "recipients")]
        for entities, others in ((event["actors"], sides[1]), (event["recipients"], sides[0]), (speaker, [])):
            for entity, span in zip(entities, _locate(entities, article, near), strict=True):
                key = (span, entity["code"]) if span else None
                if span is not None and key not in seen:
                    seen.add(key)
                    rivals = [other for other in others if other is not None]
                    codes = [mention.code for mention in resolver.link(span, sentence=whole, others=rivals)]
                    yield _get_kind(span, article), entity["code"], entity["code"] if entity["code"] in codes else codes[0], span.text


def _locate(entities: Sequence[Mapping[str, Any]], article: Article, near: int) -> list[TextSpan | None]:
    """Where the entities stand, nearest to the trigger where their words stand more than once."""
    spans: list[TextSpan | None] = []
    for entity in entities:
        places = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(entity['text'] or '-')}(?!\w)", article.text)]
        start, end = min(places, key=lambda place: abs(place[0] - near), default=(-1, -1))
        spans.append(TextSpan(text=article.text[start:end], start=start, end=end) if start >= 0 else None)
    return spans


def _get_kind(span: TextSpan, article: Article) -> str:
    words = split_words(span.text)
    if all(word.norm in load_lexicon(article.lang).pronouns for word in words) and (not span.text.isupper() or len(span.text) == 1):
        return "pronoun"
    inner = words[1:] if span.start == 0 and len(words) > 1 else words
    return "name" if any(has_capital(word.raw) for word in inner) else "description"


if __name__ == "__main__":
    main()
