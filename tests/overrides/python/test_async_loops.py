# SPDX-License-Identifier: LGPL-2.1-or-later
"""What runs coroutines: asyncio, trio, and main loops of GLib."""

import asyncio
import contextlib
import contextvars
import os
import pathlib
import subprocess
import sys
import tempfile
import textwrap
import threading
import weakref

import anyio
from anyio import sleep
from async_support import RUNNERS, AsyncCase
from gi.repository import Gio, GLib, Reactivity
from gi.repository.Reactivity import async_derived, async_effect, effect, gio_call, new_context, signal
from support import Case, collect, in_thread

try:
    from gi.events import GLibEventLoopPolicy
except ImportError:
    GLibEventLoopPolicy = None


def run_program(text):
    """Runs a program of its own: what it printed, and what it complained of."""
    done = subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", "-c", textwrap.dedent(text)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stdout, done.stderr


def load_contents(file):
    return gio_call(file.load_contents_async, file.load_contents_finish)


class Everywhere(AsyncCase):
    async def test_post_from_a_thread(self):
        """What other threads have posted arrives, whichever loop runs."""
        source, seen = signal(0), []

        @async_effect
        async def watcher():
            seen.append(source.get())
            await sleep(0)

        await self.turn()
        thread = threading.Thread(target=source.post, args=(7,))
        thread.start()
        await anyio.to_thread.run_sync(thread.join)
        await self.turn()
        self.assertEqual(seen, [0, 7])
        watcher.dispose()

    async def test_idle_effects(self):
        """Effects that wait for the main loop do not wait for ever, once something is asynchronous."""
        source, seen = signal(0), []
        value = async_derived(self.reading(source))
        await value()
        watcher = effect(lambda: seen.append(source.get()))
        watcher.set_schedule(Reactivity.Schedule.IDLE, GLib.PRIORITY_DEFAULT)
        source.set(1)
        self.assertEqual(seen, [0])
        await self.turn()
        self.assertEqual(seen, [0, 1])
        watcher.dispose()

    def reading(self, source):
        async def read():
            await sleep(0)
            return source.get()

        return read

    async def test_work_in_the_thread_pool_of_glib(self):
        """A derived whose work is done by C's thread pool."""
        source = signal(3)

        def start(run):
            number = source.get()

            def arrived():
                run.return_int(number * 2)
                return GLib.SOURCE_REMOVE

            def work():
                source.get_context().invoke(arrived)

            threading.Thread(target=work).start()

        value = Reactivity.AsyncDerived.new(None, int, start)
        self.assertEqual(await value(), 6)

    async def test_context_variables(self):
        """A run sees those of where its computation was made, and changes none of anybody else."""
        variable = contextvars.ContextVar("variable", default="outside")
        source, seen = signal(1), []
        variable.set("inside")

        @async_effect
        async def watcher():
            source.get()
            seen.append(variable.get())
            variable.set("changed")
            await sleep(0)
            seen.append(variable.get())

        variable.set("later")
        await self.turn()
        source.set(2)
        await self.turn()
        self.assertEqual(seen, ["inside", "changed", "inside", "changed"])
        self.assertEqual(variable.get(), "later")
        watcher.dispose()

    async def test_other_contexts(self):
        """A run belongs to one graph; what it reads of another is nobody's dependency."""
        here, there = signal(1), new_context().signal(2)
        value = async_derived(self.reading_both(here, there))
        self.assertEqual(await value(), 3)
        self.assertEqual(value.dependencies, {here})

    def reading_both(self, one, two):
        async def read():
            total = 0

            async def child():
                nonlocal total
                total = one.get() + two.get()

            async with anyio.create_task_group() as group:
                group.start_soon(child)
            return total

        return read


class Asyncio(Case):
    def test_one_loop_after_another(self):
        source, seen = signal(0), []
        holder = []

        async def first():
            holder.append(async_effect(read))
            await asyncio.sleep(0.01)

        async def read():
            seen.append(source.get())
            await asyncio.sleep(0)

        async def second():
            source.set(1)
            await asyncio.sleep(0.01)

        asyncio.run(first())
        asyncio.run(second())
        self.assertEqual(seen, [0, 1])

        # And with no loop at all the main context comes to it.
        source.set(2)
        context = GLib.MainContext.default()
        while len(seen) < 3:
            context.iteration(True)
        self.assertEqual(seen, [0, 1, 2])

    def test_one_library_after_another(self):
        """What was made under one runs under the next, also where anyio has to know which it is."""
        source, seen = signal(0), []
        holder = []

        async def read():
            seen.append(source.get())
            await sleep(0.001)
            seen.append("slept")

        async def begin():
            holder.append(async_effect(read))
            await sleep(0.01)

        async def change():
            source.set(source.get() + 1)
            await sleep(0.01)

        RUNNERS["trio"](begin)
        for library in "asyncio", "glib", "trio":
            RUNNERS[library](change)
        self.assertEqual(seen, [0, "slept", 1, "slept", 2, "slept", 3, "slept"])

    def test_loop_that_ends_in_the_midst(self):
        """Its tasks are cancelled, and the next reader begins anew."""
        source = signal(1)
        delay = [5]

        @async_derived
        async def value():
            number = source.get()
            await asyncio.sleep(delay[0])
            return number

        async def give_up():
            pending = value()
            await asyncio.sleep(0.01)
            del pending

        async def read():
            return await value()

        asyncio.run(give_up())
        delay[0] = 0
        self.assertEqual(asyncio.run(read()), 1)

    def test_debug_mode(self):
        source = signal(1)

        async def main():
            value = async_derived(read)
            first = await value()
            source.set(2)
            return first, await value.fresh()

        async def read():
            await asyncio.sleep(0)
            return source.get()

        self.assertEqual(asyncio.run(main(), debug=True), (1, 2))

    def test_gather_and_tasks(self):
        left, right = signal(1), signal(2)

        @async_derived
        async def doubled():
            await asyncio.sleep(0.001)
            return left.get() * 2

        async def plain():
            await asyncio.sleep(0.001)
            return right.get()

        @async_derived
        async def both():
            task = asyncio.create_task(plain())
            return await asyncio.gather(doubled(), plain(), task)

        async def main():
            self.assertEqual(await both(), [2, 2, 2])
            self.assertEqual(both.dependencies, {doubled, right})
            right.set(5)
            return await both()

        self.assertEqual(asyncio.run(main()), [2, 5, 5])

    def test_wait_for(self):
        """asyncio's own tools take the awaitable as any other."""
        source = signal(1)

        @async_derived
        async def slow():
            source.get()
            await asyncio.sleep(5)

        async def main():
            with self.assertRaises(asyncio.TimeoutError):
                await asyncio.wait_for(slow(), 0.01)
            await asyncio.sleep(0.01)
            self.assertFalse(slow.running.value)

        asyncio.run(main())

    def test_eager_tasks(self):
        source = signal(1)

        async def read():
            first = source.get()
            await asyncio.sleep(0)
            return first + source.get()

        async def main():
            asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
            value = async_derived(read)
            self.assertEqual(await value(), 2)
            self.assertEqual(value.dependencies, {source})

        asyncio.run(main())

    if not hasattr(asyncio, "eager_task_factory"):
        del test_eager_tasks

    def test_loop_of_pygobject(self):
        """PyGObject's own event loop, from 3.50 on."""
        source, seen = signal(1), []

        async def main():
            @async_derived
            async def doubled():
                await asyncio.sleep(0.005)
                return source.get() * 2

            @async_effect
            async def printer():
                seen.append(await doubled())

            await asyncio.sleep(0.05)
            source.set(2)
            await asyncio.sleep(0.05)
            with tempfile.NamedTemporaryFile() as file:
                contents = await load_contents(Gio.File.new_for_path(file.name))
                self.assertEqual(bytes(contents[1]), b"")

        # From PyGObject 3.55.3 on a main loop runs with it until it is closed.
        with contextlib.closing(GLibEventLoopPolicy().get_event_loop()) as loop:
            loop.run_until_complete(main())
        self.assertEqual(seen, [2, 4])

    if GLibEventLoopPolicy is None:
        del test_loop_of_pygobject


class MainLoop(Case):
    def run_with_glib(self, main):
        return RUNNERS["glib"](main)

    def test_effect_is_all_that_is_needed(self):
        """The example of the documentation, in a program that knows of no event loop."""
        source, printed = signal(1), []

        @async_derived
        async def doubled():
            await sleep(0.005)
            return source.get() * 2

        @async_effect
        async def printer():
            printed.append(await doubled())
            if len(printed) == 2:
                loop.quit()

        loop = GLib.MainLoop()
        GLib.timeout_add(20, source.set, 2)
        loop.run()
        self.assertEqual(printed, [2, 4])
        printer.dispose()

    def test_no_loop_is_running_elsewhere(self):
        """The event loop runs for its own callbacks only: a callback of GLib sees none."""
        seen = []

        async def main():
            GLib.idle_add(lambda: seen.append(asyncio._get_running_loop()))
            await sleep(0.01)
            seen.append(asyncio._get_running_loop() is not None)

        self.run_with_glib(main)
        self.assertEqual(seen, [None, True])

    def test_sockets_and_threads(self):
        """All of asyncio works there, not only its timers."""

        async def main():
            async def serve(reader, writer):
                writer.write((await reader.readline()).upper())
                await writer.drain()
                writer.close()

            server = await asyncio.start_server(serve, "127.0.0.1", 0)
            port = server.sockets[0].getsockname()[1]
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"hello\n")
            line = await reader.readline()
            writer.close()
            server.close()
            in_thread = await asyncio.get_running_loop().run_in_executor(None, threading.get_ident)
            return line, in_thread == threading.get_ident()

        self.assertEqual(self.run_with_glib(main), (b"HELLO\n", False))

    def test_timers(self):
        order = []

        async def main():
            loop = asyncio.get_running_loop()
            begun = loop.time()
            loop.call_later(0.03, order.append, "late")
            loop.call_later(0.01, order.append, "early")
            loop.call_later(0.02, order.append, "never").cancel()
            await sleep(0.05)
            return loop.time() - begun

        self.assertGreaterEqual(self.run_with_glib(main), 0.05)
        self.assertEqual(order, ["early", "late"])

    def test_many_timers(self):
        """None is lost, in whatever order they were set."""
        done = []

        async def one(number):
            await sleep((number * 7919 % 101) / 5000)
            done.append(number)

        async def main():
            await asyncio.gather(*map(one, range(300)))

        self.run_with_glib(main)
        self.assertEqual(sorted(done), list(range(300)))

    def test_main_loop_within_a_task(self):
        """A dialog that runs a main loop of its own stops the other tasks, and breaks nothing."""
        log = []

        async def other():
            log.append("other")

        async def main():
            task = asyncio.create_task(other())
            inner = GLib.MainLoop()
            GLib.timeout_add(5, inner.quit)
            inner.run()
            log.append("inner has ended")
            await task

        self.run_with_glib(main)
        self.assertEqual(log, ["inner has ended", "other"])

    def test_asyncio_within_a_callback(self):
        """A callback of GLib may run a loop of asyncio, while tasks wait on the main context."""
        log = []

        async def quick():
            await asyncio.sleep(0.005)
            log.append("asyncio.run")

        def callback():
            asyncio.run(quick())
            return GLib.SOURCE_REMOVE

        async def main():
            GLib.idle_add(callback)
            await sleep(0.02)
            log.append("main")

        self.run_with_glib(main)
        self.assertEqual(log, ["asyncio.run", "main"])

    def test_end_of_the_program(self):
        """What is under way is cancelled, its last words are heard, and nobody complains."""
        out, err = run_program(
            """
            import asyncio, gi
            gi.require_version("Reactivity", "1")
            from gi.repository import GLib
            from gi.repository.Reactivity import async_derived, async_effect, signal

            source = signal(1)

            @async_derived
            async def slow():
                source.get()
                await asyncio.sleep(100)

            @async_effect
            async def shower():
                try:
                    await slow()
                finally:
                    print("last words")

            loop = GLib.MainLoop()
            GLib.timeout_add(10, loop.quit)
            loop.run()
            """
        )
        self.assertEqual((out, err), ("last words\n", ""))

    def test_asyncio_is_imported_when_it_is_needed(self):
        out, err = run_program(
            """
            import sys, gi
            gi.require_version("Reactivity", "1")
            from gi.repository import GObject
            before = set(sys.modules)
            from gi.repository import Reactivity
            print({"asyncio", "trio"} & (set(sys.modules) - before))
            """
        )
        self.assertEqual((out, err), ("set()\n", ""))


class Threads(Case):
    def read_in_thread(self, run):
        def work():
            source = signal(1)

            async def read():
                await sleep(0.001)
                return source.get()

            async def main():
                value = async_derived(read)
                first = await value()
                source.set(2)
                return first, await value()

            return run(main)

        return in_thread(work)

    def test_asyncio_and_trio(self):
        """Each thread has its own."""
        for library in "asyncio", "trio":
            self.assertEqual(self.read_in_thread(RUNNERS[library]), (1, 2))

    def test_main_context_of_its_own(self):
        def work():
            context = GLib.MainContext.new()
            context.push_thread_default()
            try:
                source, seen = signal(1), []

                @async_effect
                async def watcher():
                    seen.append((source.get(), threading.get_ident()))
                    await sleep(0.001)
                    seen.append("slept")

                while len(seen) < 2:
                    context.iteration(True)
                watcher.dispose()
                return seen == [(1, threading.get_ident()), "slept"]
            finally:
                context.pop_thread_default()

        self.assertIs(in_thread(work), True)

    def test_nothing_runs_coroutines(self):
        """A thread without a loop and a main context of its own is told so."""

        def work():
            async_effect(self.never)

        error = in_thread(work)
        self.assertIsInstance(error, RuntimeError)
        self.assertIn("nothing runs coroutines in this thread", str(error))

    async def never(self):
        self.fail("was run")

    def test_pipes_are_closed(self):
        """A thread that has ended leaves no file descriptor."""
        self.read_in_thread(RUNNERS["asyncio"])
        before = len(os.listdir("/proc/self/fd"))
        for _ in range(3):
            self.read_in_thread(RUNNERS["asyncio"])
        self.assertEqual(len(os.listdir("/proc/self/fd")), before)

    def test_step_on_another_thread(self):
        """The coroutine of a run is driven on the thread of its graph, or not at all."""
        source, coroutines = signal(1), []

        async def read():
            return source.get()

        async def main():
            value = async_derived(read, task_factory=lambda fn: coroutines.append(fn()))
            value()
            pending = value()
            error = await asyncio.to_thread(self.send, coroutines.pop())
            self.assertIsInstance(error, RuntimeError)
            self.assertIn("belongs to another thread", str(error))
            del error
            await asyncio.sleep(0.001)  # asyncio has let go of it, too
            collect()
            with self.assertRaises(GLib.Error):
                await pending
            pending = value()
            self.assertEqual(await asyncio.gather(coroutines[0], pending), [1, 1])

        asyncio.run(main())

    def send(self, coroutine):
        try:
            coroutine.send(None)
        except RuntimeError as error:
            return error


class GioCalls(Case):
    def setUp(self):
        super().setUp()
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name, "words")
        self.path.write_text("one two", encoding="utf-8")

    def test_result(self):
        file = Gio.File.new_for_path(str(self.path))

        async def main():
            ok, contents, _etag = await load_contents(file)
            return ok, bytes(contents)

        self.assertEqual(RUNNERS["glib"](main), (True, b"one two"))

    def test_arguments(self):
        file = Gio.File.new_for_path(str(self.path))

        async def main():
            flags = Gio.FileQueryInfoFlags.NONE
            info = await gio_call(
                file.query_info_async,
                file.query_info_finish,
                "standard::size",
                flags,
                GLib.PRIORITY_DEFAULT,
            )
            return info.get_size()

        self.assertEqual(RUNNERS["glib"](main), 7)

    def test_error(self):
        file = Gio.File.new_for_path("/nowhere/at/all")

        async def main():
            with self.assertRaises(GLib.Error) as caught:
                await load_contents(file)
            return caught.exception.matches(Gio.io_error_quark(), Gio.IOErrorEnum.NOT_FOUND)

        self.assertTrue(RUNNERS["glib"](main))

    def test_in_a_derived(self):
        """A file that is read again when its name changes; a search that goes when nobody wants it."""
        path = signal(str(self.path))

        @async_derived
        async def text():
            file = Gio.File.new_for_path(path.get())
            return bytes((await load_contents(file))[1]).decode()

        async def main():
            first = await text()
            other = self.path.with_name("other")
            other.write_text("three", encoding="utf-8")
            path.set(str(other))
            return first, await text()

        self.assertEqual(RUNNERS["glib"](main), ("one two", "three"))

    def test_cancellation(self):
        """The cancellable of the call is cancelled with the task that waits."""
        got = []

        class Slow:
            def wait_async(self, cancellable, callback):
                got.append(cancellable)

            def wait_finish(self, result):
                raise AssertionError("not reached")

        async def main():
            with anyio.move_on_after(0.005):
                await gio_call(Slow().wait_async, Slow().wait_finish)
            return got[0].is_cancelled()

        self.assertTrue(RUNNERS["glib"](main))


class LoopLife(Case):
    def test_pump_forgets_a_loop(self):
        """The library holds no loop that has ended."""
        references = []

        async def main():
            references.append(weakref.ref(asyncio.get_running_loop()))
            value = async_derived(read)
            await value()

        source = signal(1)

        async def read():
            return source.get()

        asyncio.run(main())
        self.assert_gone(*references)
