# SPDX-License-Identifier: LGPL-2.1-or-later
"""What an import says when a part is missing, or does not fit."""

import ctypes
import pathlib
import subprocess
import sys
import tempfile
from importlib.machinery import EXTENSION_SUFFIXES
from unittest import mock

import gi.overrides
from gi.overrides import _reactivity, _reactivity_extension
from support import Case


class ImportTest(Case):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        path = [*gi.overrides.__path__, folder.name]
        patch = mock.patch.object(gi.overrides, "__path__", path)
        patch.start()
        self.addCleanup(patch.stop)

    def refusal(self, name):
        with self.assertRaises(ImportError) as caught:
            _reactivity_extension.load(name)
        self.assertEqual(caught.exception.name, f"gi.overrides.{name}")
        return str(caught.exception)

    def test_no_extension(self):
        message = self.refusal("_nothing")
        self.assertIn(f"_nothing{EXTENSION_SUFFIXES[0]} of Reactivity was not found", message)
        for folder in gi.overrides.__path__:
            self.assertIn(str(folder), message)
        self.assertNotIn("another Python", message)

    def test_the_extension_of_another_python(self):
        other = self.folder / "_foreign.cpython-39-x86_64-linux-gnu.so"
        other.touch()
        self.assertTrue(self.refusal("_foreign").endswith(f"for another Python: {other}"))

    def test_the_library_is_not_found(self):
        path = self.folder / f"_lonely{EXTENSION_SUFFIXES[0]}"
        path.touch()
        missing = "libreactivity-glib-1.so.1: cannot open shared object file"
        with mock.patch("_imp.create_dynamic", side_effect=ImportError(missing, path=str(path))):
            message = self.refusal("_lonely")
        self.assertTrue(message.startswith(missing))
        self.assertIn("ldconfig", message)
        self.assertTrue(message.endswith(str(path)))

    def test_the_library_is_older(self):
        path = self.folder / f"_newer{EXTENSION_SUFFIXES[0]}"
        path.touch()
        missing = f"{path}: undefined symbol: _reactivity_language_open"
        with mock.patch("_imp.create_dynamic", side_effect=ImportError(missing, path=str(path))):
            message = self.refusal("_newer")
        self.assertIn("older libreactivity-glib-1.so.1", message)

    def test_what_else_fails_is_left_alone(self):
        (self.folder / f"_broken{EXTENSION_SUFFIXES[0]}").touch()
        with self.assertRaisesRegex(ImportError, "file too short$"):
            _reactivity_extension.load("_broken")

    def test_free_threaded_python(self):
        with self.assertRaisesRegex(ImportError, "free-threaded"):
            _reactivity_extension.check_interpreter("t")
        with self.assertRaisesRegex(ImportError, "free-threaded"):
            _reactivity_extension.check_interpreter("td")
        with mock.patch.object(sys, "abiflags", "t"), self.assertRaisesRegex(ImportError, "lock"):
            _reactivity_extension.load("_reactivity")
        _reactivity_extension.check_interpreter("")
        self.assertIs(_reactivity_extension.load("_reactivity"), _reactivity)

    def test_the_check_comes_first(self):
        """Where no extension for the interpreter can be, that is not what is said."""
        program = (
            "import gi, sys; sys.abiflags = 't'; gi.require_version('Reactivity', '1')\n"
            "from gi.repository import Reactivity"
        )
        ran = subprocess.run([sys.executable, "-c", program], stderr=subprocess.PIPE, text=True)
        self.assertNotEqual(ran.returncode, 0)
        self.assertIn("is a free-threaded one", ran.stderr)

    def test_the_library_refuses_another_stamp(self):
        library = ctypes.CDLL("libreactivity-glib-1.so.1")
        open_language = library._reactivity_language_open
        open_language.restype = ctypes.c_void_p
        open_language.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
        self.assertIsNone(open_language(b"another", None))
