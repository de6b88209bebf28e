"""Writes a template as a person would: short YAML, with what has to be known of it as comments."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from rpa.drivers.files import write_file
from rpa.drivers.template_reader import read_template
from rpa.errors import MistakesFound
from rpa.model.field_template import FieldRule, FieldTemplate

MARK = "# Written by rpa"
PLAIN = re.compile(r"[A-Za-zÀ-ž][A-Za-zÀ-ž0-9 ./&()'-]*[A-Za-zÀ-ž0-9.)]")
WORDS = frozenset(("true", "false", "null", "yes", "no", "on", "off"))
MOST_NAMES = 100
MOST_COMMENT = 300  # characters


def slug(name: str) -> str:
    """A name for a file: small letters, figures and hyphens."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", name.casefold().replace("ø", "o").replace("ß", "ss").replace("æ", "ae"))
    return re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")[:60] or "sender"


def quoted(text: str) -> str:
    """A text as a value of YAML: without quotes when it is plain words."""
    if PLAIN.fullmatch(text) and text.casefold() not in WORDS:
        return text
    return in_quotes(text)


def in_quotes(text: str) -> str:
    """A text between quotation marks, as YAML escapes it."""
    return f'"{"".join(map(escaped, text))}"'


def escaped(char: str) -> str:
    """A character as it stands between quotation marks."""
    if char in '"\\':
        return f"\\{char}"
    if char.isprintable():
        return char
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def as_yaml(template: FieldTemplate, remarks: Mapping[str, str], heading: Sequence[str]) -> str:
    """A template as YAML.

    Args:
        template: With rules by label or region only.
        remarks: Field to a comment.
        heading: Comments at the top, lines without their mark.
    """
    remarks = {name: one_line(told) for name, told in remarks.items()}
    lines = [f"# {one_line(one)}".rstrip() for one in heading]
    if template.sender:
        lines.append(f"sender: {quoted(template.sender)}")
    if template.keywords:
        lines.append(f"keywords: [{', '.join(quoted_in_list(one) for one in template.keywords)}]")
    for name, wanted in (("vat_number", False), ("iban", True)):
        numbers = [one for one in template.identities if is_iban(one) is wanted]
        if numbers:
            lines.append(f"{name}: {numbers[0] if len(numbers) == 1 else '[' + ', '.join(numbers) + ']'}")
    lines.append("fields:")
    for rule in template.fields:
        remark = f"  # {remarks[rule.name]}" if rule.name in remarks else ""
        lines.append(f"  {rule.name}: {rule_yaml(rule)}{remark}")
    named = {rule.name for rule in template.fields}
    lines += [f"  # {name}: {told}" for name, told in remarks.items() if name not in named]
    return "\n".join(lines) + "\n"


def one_line(text: str) -> str:
    """A text for a comment: no line end and nothing that cannot be seen."""
    return "".join(char if char.isprintable() else " " for char in text)[:MOST_COMMENT]


def quoted_in_list(text: str) -> str:
    """A text inside of brackets."""
    return in_quotes(text) if set(text) & set(",[]{}") else quoted(text)


def is_iban(number: str) -> bool:
    """Whether a number is that of an account, by its length and form."""
    from rpa.formats.documents.accounts import LENGTHS, has_its_form

    return LENGTHS.get(number[:2]) == len(number) and has_its_form(number)


def rule_yaml(rule: FieldRule) -> str:
    """One rule as a value of YAML."""
    parts: list[str] = []
    if rule.labels and not rule.side and not rule.region:
        return quoted(rule.labels[0])
    if rule.labels:
        parts.append(f"label: {quoted_in_list(rule.labels[0])}")
    if rule.side:
        parts.append(f"side: {rule.side}")
    if rule.region is not None:
        edges = ", ".join(f"{name}: {getattr(rule.region, name):g}" for name in ("left", "top", "right", "bottom"))
        parts.append(f"region: {{page: {rule.page or 1}, {edges}}}")
    return "{" + ", ".join(parts) + "}"


def sealed(body: str) -> str:
    """A text with a last line by which it is known that nobody has changed it."""
    return f"{body}{MARK}; nobody has changed it as long as this fits: {digest(body)}\n"


def digest(body: str) -> str:
    """What a text is known by."""
    return hashlib.sha256(body.encode()).hexdigest()[:16]


def is_untouched(text: str) -> bool:
    """Whether a file is as it was written."""
    body, mark, rest = text.rpartition(MARK)
    return bool(mark) and rest.strip().endswith(digest(body))


def write_suggestion(
    folder: Path, template: FieldTemplate, remarks: Mapping[str, str], heading: Sequence[str]
) -> tuple[Path, FieldTemplate]:
    """Write a suggestion; one of before is taken into it, unless a person has changed that: then beside it.

    Args:
        folder: Where suggestions lie.
        template: What is suggested.
        remarks: Field to a comment.
        heading: Comments at the top; `{file}` and `{name}` stand for the file and its name.

    Returns:
        The file, and the template in it.

    Raises:
        EnvironmentNotReady: The folder may not be written.
        MistakesFound: It could not be read again as it would be written.
    """
    for number in range(1, MOST_NAMES):
        path = folder / f"{slug(template.sender)}{f'-{number}' if number > 1 else ''}.yaml"
        earlier: FieldTemplate | None = None
        if path.exists():
            earlier = earlier_suggestion(path)
            if earlier is None:
                continue
        merged = merge(earlier, template)
        told = [line.format(file=path, name=path.name) for line in heading]
        text = sealed(as_yaml(merged, remarks, told)).encode()
        read_template(text, path.stem, path.name)  # what cannot be read again is not written
        write_file(path, text)
        return path, merged
    raise FileExistsError(str(folder))


def earlier_suggestion(path: Path) -> FieldTemplate | None:
    """A suggestion of before that nobody has changed; None for any other file."""
    try:
        text = path.read_text(encoding="utf-8")
        return read_template(text.encode(), path.stem, path.name) if is_untouched(text) else None
    except (OSError, UnicodeDecodeError, MistakesFound):
        return None


def merge(earlier: FieldTemplate | None, new: FieldTemplate) -> FieldTemplate:
    """The rules of both; of one field the newer one."""
    from dataclasses import replace

    if earlier is None:
        return new
    named = {rule.name for rule in new.fields}
    kept = tuple(rule for rule in earlier.fields if rule.name not in named)
    return replace(
        new,
        fields=(*kept, *new.fields),
        keywords=new.keywords or earlier.keywords,
        identities=tuple(dict.fromkeys([*earlier.identities, *new.identities])),
    )
