# SPDX-License-Identifier: LGPL-2.1-or-later
"""Signal: any object is a value, by identity."""

from support import Case

from gi.repository.Reactivity import Signal, effect, signal


class SignalTest(Case):
    def test_any_object_is_a_value_by_identity(self):
        for value in (None, 2**80, "a\0b", {}, dict, object(), len, b"x", 1.5, (1,), Ellipsis):
            with self.subTest(value=value):
                s = signal()
                self.assertIsNone(s.get())
                self.assertEqual(s.set(value), value is not None)
                self.assertIs(s.get(), value)
                self.assertIs(s.value, value)
                self.assertIs(s.peek(), value)
                self.assertIs(s.get(track=False), value)
                self.assertIs(s.get(False), value)

    def test_set_and_update_say_whether_the_value_changed(self):
        s = Signal(1)
        self.assertIs(s.set(1), False)
        self.assertIs(s.set(2), True)
        self.assertIs(s.update(lambda value: value + 1), True)
        self.assertIs(s.update(lambda value: value), False)
        self.assertEqual(s.get(), 3)

    def test_update_does_not_track(self):
        s = signal(1)
        other = signal(0)
        runs = []

        @effect
        def count():
            other.get()
            runs.append(s.update(lambda value: value + 1))

        s.set(10)
        self.assertEqual(runs, [True])
