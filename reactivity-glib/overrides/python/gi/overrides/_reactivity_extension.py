# SPDX-License-Identifier: LGPL-2.1-or-later
"""Loads the extension module _reactivity. Where that fails, says which part is missing, and where."""

import importlib
import sys
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path


def check_interpreter(abiflags):
    """Refuses the free-threaded build: the extension relies on the lock of the interpreter."""
    if "t" in abiflags:
        raise ImportError(
            "Reactivity needs a build of Python with the global interpreter lock, and "
            f"{sys.executable} is a free-threaded one"
        )


def _explain(name, folders):
    """What to say when no folder has the extension for this Python."""
    text = f"the extension module {name + EXTENSION_SUFFIXES[0]} of Reactivity was not found; looked in"
    text = " ".join([text, ", ".join(map(str, folders))])
    others = [str(path) for folder in folders for path in Path(folder).glob(f"{name}.*.so")]
    if others:
        text += "; there is one for another Python: " + ", ".join(sorted(others))
    return text


def _hint(message):
    """What the dynamic linker leaves out, to go before the path of the extension, or None."""
    if "undefined symbol: _reactivity" in message:
        return "the linker found an older libreactivity-glib-1.so.1 than the one that belongs to"
    if "libreactivity" in message:
        return (
            "the linker looks in the folders of LD_LIBRARY_PATH, and in those that ldconfig has "
            "seen, for what is needed by"
        )
    return None


def load(name):
    """The extension module of that name beside this file, or an ImportError that explains."""
    check_interpreter(sys.abiflags)
    full_name = f"{__package__}.{name}"
    try:
        return importlib.import_module(full_name)
    except ModuleNotFoundError as error:
        if error.name != full_name:
            raise
        raise ImportError(_explain(name, sys.modules[__package__].__path__), name=full_name) from None
    except ImportError as error:
        hint = _hint(str(error))
        if hint is None:
            raise
        message = f"{error}; {hint} {error.path}"
        raise ImportError(message, name=full_name, path=error.path) from None


load("_reactivity")
