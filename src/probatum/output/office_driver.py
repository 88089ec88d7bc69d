"""Keeps one LibreOffice warm and converts files on request. Runs under the Python that has `uno`, in the sandbox.

    office_driver.py SOFFICE PROFILE PIPE SECONDS       then one JSON object a line on standard input: {"source", "target"}
    answers one JSON object a line: {"ready": true} at first, then {"ok": true, "changes": bool, "dates": bool} or {"fault": "..."}

It imports nothing of the product: the system's Python runs it.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue

FILTERS = (
    ("com.sun.star.sheet.SpreadsheetDocument", "calc_pdf_Export"),
    ("com.sun.star.presentation.PresentationDocument", "impress_pdf_Export"),
    ("com.sun.star.text.GenericTextDocument", "writer_pdf_Export"),
    ("com.sun.star.drawing.GenericDrawingDocument", "draw_pdf_Export"),
)
NEVER = 0  # com.sun.star.document.MacroExecMode.NEVER_EXECUTE and UpdateDocMode.NO_UPDATE


def props(**values: Any) -> tuple[Any, ...]:
    """Make the property list that UNO calls take."""
    made = []
    for name, value in values.items():
        one = PropertyValue()
        one.Name, one.Value = name, value
        made.append(one)
    return tuple(made)


def connect(pipe: str, process: "subprocess.Popen[bytes]") -> Any:
    """Wait until LibreOffice answers and return its desktop."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError("LibreOffice ended while starting")
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except Exception:
            time.sleep(0.05)
    raise RuntimeError("LibreOffice did not answer")


def fit_sheets(document: Any) -> None:
    """Fit each sheet to the width of its page where the author set no scale."""
    styles = document.StyleFamilies.getByName("PageStyles")
    for name in {
        sheet.PageStyle for sheet in (document.Sheets.getByIndex(i) for i in range(document.Sheets.Count))
    }:
        style = styles.getByName(name)
        if style.PageScale in (0, 100) and not style.ScaleToPages and not style.ScaleToPagesX:
            style.ScaleToPagesX, style.ScaleToPagesY = 1, 0


def has_changes(document: Any) -> bool:
    """Say whether the text carries tracked changes."""
    try:
        return bool(document.getRedlines().createEnumeration().hasMoreElements())
    except Exception:
        return False


def has_moving_dates(document: Any) -> bool:
    """Say whether the text shows a date or time that changes by itself."""
    try:
        fields = document.getTextFields().createEnumeration()
        while fields.hasMoreElements():
            field = fields.nextElement()
            if field.supportsService("com.sun.star.text.TextField.DateTime") and not field.IsFixed:
                return True
    except Exception:
        return False
    return False


def convert(desktop: Any, *, source: str, target: str) -> dict[str, Any]:
    """Convert one file to tagged PDF/A-2b."""
    document = desktop.loadComponentFromURL(
        Path(source).as_uri(),
        "_blank",
        0,
        props(Hidden=True, ReadOnly=True, MacroExecutionMode=NEVER, UpdateDocMode=NEVER, AsTemplate=False),
    )
    if document is None:
        return {"fault": "not readable"}
    try:
        chosen = next((name for service, name in FILTERS if document.supportsService(service)), None)
        if chosen is None:
            return {"fault": "not a document"}
        if chosen == "calc_pdf_Export":
            fit_sheets(document)
        text = chosen == "writer_pdf_Export"
        changes, dates = text and has_changes(document), text and has_moving_dates(document)
        options = uno.Any(
            "[]com.sun.star.beans.PropertyValue",
            props(
                SelectPdfVersion=2,
                UseTaggedPDF=True,
                ExportBookmarks=True,
                ExportFormFields=False,
                ExportNotes=False,
                IsSkipEmptyPages=False,
                ReduceImageResolution=True,
                MaxImageResolution=300,
                Quality=90,
            ),
        )
        document.storeToURL(
            Path(target).as_uri(), props(FilterName=chosen, FilterData=options, Overwrite=True)
        )
        return {"ok": True, "changes": changes, "dates": dates}
    finally:
        document.close(True)


def give_up() -> None:
    """End everything started here; nobody else will if the program that asked was itself killed."""
    os.killpg(0, signal.SIGKILL)
    os._exit(1)  # the first process of a namespace does not die of its own signal


def say(answer: dict[str, Any]) -> None:
    """Answer with one line."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """Serve requests until standard input ends."""
    soffice, profile, pipe, seconds = arguments
    process = subprocess.Popen(
        [
            soffice,
            "-env:UserInstallation=" + Path(profile).as_uri(),
            "--headless",
            "--invisible",
            "--norestore",
            "--nologo",
            "--nodefault",
            "--nofirststartwizard",
            "--nolockcheck",
            f"--accept=pipe,name={pipe};urp;StarOffice.ComponentContext",
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    desktop = connect(pipe, process)
    say({"ready": True})
    for line in sys.stdin:
        request = json.loads(line)
        watch = threading.Timer(float(seconds), give_up)
        watch.daemon = True
        watch.start()
        try:
            answer = convert(desktop, source=request["source"], target=request["target"])
        except Exception as fault:
            answer = {"fault": type(fault).__name__ + ": " + str(fault)[:200]}
        watch.cancel()
        say(answer)
        if process.poll() is not None:
            return 1
    process.kill()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
