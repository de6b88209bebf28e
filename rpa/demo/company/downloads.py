"""Files handed to the visitor."""

from __future__ import annotations

import io

from flask import Response, send_file


def send(content: bytes, name: str, media_type: str = "application/octet-stream") -> Response:
    """Send a file to be saved, never to be shown: somebody else made it.

    Args:
        content: The bytes.
        name: The name that the browser suggests.
        media_type: Its MIME type.

    Returns:
        The answer.
    """
    return send_file(io.BytesIO(content), media_type, as_attachment=True, download_name=name)
