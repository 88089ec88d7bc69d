"""Small video and audio made by code: whole in their structure, with nothing to see; the WAV can be heard."""

from __future__ import annotations

import io
import math
import struct
import wave

HTML = b"<html><script>alert(1)</script></html>"


def sound(*, seconds: float = 1.0, rate: int = 8000, tone: int = 440) -> bytes:
    """A WAV with one tone."""
    done = io.BytesIO()
    with wave.open(done, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        period = [round(12_000 * math.sin(2 * math.pi * tone * at / rate)) for at in range(rate)]
        second = struct.pack(f"<{rate}h", *period)
        whole = int(seconds)
        file.writeframes(second * whole + second[: round((seconds - whole) * rate) * 2])
    return done.getvalue()


def box(kind: bytes, *content: bytes) -> bytes:
    """One box of an MP4."""
    inside = b"".join(content)
    return struct.pack(">I4s", len(inside) + 8, kind) + inside


def movie(
    *,
    handler: bytes = b"vide",
    codec: bytes = b"avc1",
    brand: bytes = b"isom",
    notes: bytes = b"",
    media: bytes = b"\0" * 64,
    self_contained: int = 1,
) -> bytes:
    """An MP4 of 2.5 seconds; with the handler `soun` and the codec `mp4a` an M4A."""
    mvhd = box(b"mvhd", bytes(12) + struct.pack(">II", 1000, 2500) + bytes(80))
    tkhd = box(b"tkhd", bytes(76) + struct.pack(">HHHH", 640, 0, 360, 0))
    dref = box(b"dref", bytes(4) + struct.pack(">I", 1) + box(b"url ", struct.pack(">I", self_contained)))
    stsd = box(b"stsd", bytes(4) + struct.pack(">I", 1) + box(codec, bytes(78)))
    minf = box(b"minf", box(b"dinf", dref), box(b"stbl", stsd))
    hdlr = box(b"hdlr", bytes(8) + handler + bytes(13))
    trak = box(b"trak", tkhd, box(b"mdia", hdlr, minf))
    return b"".join(
        (
            box(b"ftyp", brand + bytes(4) + brand),
            box(b"moov", mvhd, trak, *([box(b"udta", notes)] if notes else [])),
            box(b"mdat", media),
        )
    )


PLACE = box(b"\xa9xyz", b"\x00\x12\x15\xc7+47.5596+007.5886/")


def element(name: int, content: bytes, *, unknown: bool = False) -> bytes:
    """One element of a WebM."""
    size = b"\x01" + b"\xff" * 7 if unknown else (len(content) | 1 << 28).to_bytes(4, "big")
    return name.to_bytes((name.bit_length() + 7) // 8, "big") + size + content


def web_video(
    *,
    doctype: bytes = b"webm",
    codec: bytes = b"V_VP9",
    kind: int = 1,
    extra: bytes = b"",
    live: bool = False,
) -> bytes:
    """A WebM of four seconds; `live` leaves out lengths, as a browser that records does."""
    info = element(0x1549A966, element(0x2AD7B1, b"\x0f\x42\x40") + element(0x4489, struct.pack(">d", 4000)))
    picture = element(0xE0, element(0xB0, b"\x02\x80") + element(0xBA, b"\x01\x68"))
    entry = element(0xAE, element(0x83, bytes((kind,))) + element(0x86, codec) + picture)
    cluster = element(0x1F43B675, element(0xE7, b"\0") + element(0xA3, b"\x81\0\0\x80data"), unknown=live)
    inside = info + element(0x1654AE6B, entry) + extra + cluster
    head = element(0x1A45DFA3, element(0x4282, doctype))
    return head + element(0x18538067, inside, unknown=live)


def page(serial: int, body: bytes, *, flags: int = 0, moment: int = 0) -> bytes:
    """One page of an Ogg."""
    rows = bytes((255,)) * (len(body) // 255) + bytes((len(body) % 255,))
    return struct.pack("<4sBBQIIIB", b"OggS", 0, flags, moment, serial, 0, 0, len(rows)) + rows + body


def ogg(*, codec: bytes = b"OpusHead", moment: int = 48_000 * 3 + 312) -> bytes:
    """An Ogg of three seconds."""
    head = codec + b"\x01\x01" + struct.pack("<H", 312) + bytes(20)
    return (
        page(7, head, flags=2)
        + page(7, b"OpusTags" + bytes(8))
        + page(7, b"\0" * 300, flags=4, moment=moment)
    )


def mp3(*, frames: int = 100, before: bytes = b"", after: bytes = b"") -> bytes:
    """An MP3 of 128 kbit/s at 44,100 Hz: 26 ms a frame."""
    return before + (b"\xff\xfb\x90\xc0" + bytes(413)) * frames + after


def notes(text: bytes) -> bytes:
    """ID3 notes before the sound."""
    size = len(text)
    return b"ID3\x04\0\0" + bytes((size >> 21 & 127, size >> 14 & 127, size >> 7 & 127, size & 127)) + text
