"""What other kernels get wrong, and what a front end relies on: order, interrupts, errors, the queue, the end."""

import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
import unittest
from pathlib import Path

import zmq
from jupyter_peer import Client, Kernel, descendants, eventually, running


class WithKernel(unittest.TestCase):
    """Tests that share one kernel; the state that one leaves does not matter to the next."""

    @classmethod
    def setUpClass(cls):
        cls.kernel = Kernel()

    @classmethod
    def tearDownClass(cls):
        cls.kernel.close()

    def setUp(self):
        if not self.answers():
            # An earlier test failed and left a kernel that hangs or is dead: it should not fail the others, too.
            self.kernel.close()
            type(self).kernel = Kernel()
        self.client = self.kernel.client
        self.client.messages.clear()

    def answers(self):
        try:
            return self.kernel.client.run("0", timeout=5)[0]["status"] == "ok"
        except AssertionError:
            return False

    def kinds(self, msg_id):
        return [m["msg_type"] for m in self.client.of(msg_id, "iopub")]


class Order(WithKernel):
    def test_ten_thousand_lines_all_before_idle(self):
        cell = self.client.submit("for (let i = 0; i < 10_000; i++) console.log(i);")
        self.client.finish(cell)
        self.assertEqual(self.client.text(cell), "".join(f"{i}\n" for i in range(10_000)))
        self.assertEqual(self.kinds(cell)[-1], "status")
        self.assertEqual(self.client.quiet(0.3), 0)

    def test_two_hundred_cells_have_their_outputs_before_idle(self):
        cells = [self.client.submit(f"console.log('printed {i}'); 'result {i}'") for i in range(200)]
        for index, cell in enumerate(cells):
            self.client.finish(cell)
            self.assertEqual(self.kinds(cell), ["status", "execute_input", "stream", "execute_result", "status"])
            result = self.client.of(cell, "iopub", "execute_result")[0]["content"]
            self.assertEqual(result["data"]["text/plain"], f"'result {index}'")
        self.assertEqual(self.client.quiet(0.3), 0)

    def test_fifty_requests_at_once_are_all_answered(self):
        cells = [self.client.submit(f"{i} * 2") for i in range(50)]
        infos = [self.client.send("kernel_info_request") for _ in range(50)]
        self.client.until(lambda: all(self.client.reply(m) and self.client.idle(m) for m in cells + infos))
        counts = [self.client.reply(cell)["execution_count"] for cell in cells]
        self.assertEqual(counts, list(range(counts[0], counts[0] + 50)))

    def test_stdout_and_stderr_keep_their_order(self):
        cell = self.client.submit("console.log('o1'); console.error('e2'); console.log('o3'); console.error('e4');")
        self.client.finish(cell)
        streams = [(m["content"]["name"], m["content"]["text"]) for m in self.client.of(cell, "iopub", "stream")]
        self.assertEqual(streams, [("stdout", "o1\n"), ("stderr", "e2\n"), ("stdout", "o3\n"), ("stderr", "e4\n")])

    def test_a_line_arrives_while_its_cell_still_loops(self):
        cell = self.client.submit("console.log('first'); while (true) {}")
        self.client.until(lambda: self.client.text(cell) == "first\n")
        self.assertFalse(self.client.idle(cell))
        self.client.send("interrupt_request", channel="control")
        self.client.finish(cell)

    def test_output_of_a_child_process_is_shown_before_idle(self):
        cell = self.client.submit("import { execSync } from 'node:child_process';\nexecSync('echo from a child', { stdio: 'inherit' });")
        self.client.finish(cell)
        self.assertIn("from a child", self.client.text(cell))

    def test_output_of_a_timer_belongs_to_its_cell(self):
        cell = self.client.submit("setTimeout(() => console.log('late'), 50);")
        self.client.finish(cell)
        self.client.run("1")
        self.client.until(lambda: self.client.text(cell) == "late\n")

    def test_a_large_output_arrives_whole(self):
        cell = self.client.submit("console.log('x'.repeat(5_000_000));")
        self.client.finish(cell)
        self.assertEqual(len(self.client.text(cell)), 5_000_001)

    def test_two_clients_see_everything_and_one_that_vanishes_disturbs_nobody(self):
        other = Client(self.kernel.info)
        other.until(lambda: other.messages or (self.client.run("0") and other.pump(0.1)))
        cell = self.client.submit("for (let i = 0; i < 200; i++) { console.log('y'.repeat(10_000)); await 0; }")
        other.until(lambda: other.text(cell))
        other.close()
        self.client.finish(cell)
        self.assertEqual(len(self.client.text(cell)), 200 * 10_001)


class Liveness(WithKernel):
    def test_heartbeat_and_control_answer_while_a_cell_loops(self):
        cell = self.client.submit("var kept = 41; console.log('looping'); while (true) {}")
        self.client.until(lambda: self.client.text(cell))
        self.client.heartbeat.send(b"ping")
        self.assertTrue(self.client.heartbeat.poll(5000, zmq.POLLIN), "no heartbeat")
        self.assertEqual(self.client.heartbeat.recv(), b"ping")
        for channel in ("control", "shell"):
            info = self.client.send("kernel_info_request", channel=channel)
            self.client.until(lambda: self.client.reply(info, channel), 5)
        self.assertFalse(self.client.idle(cell))
        self.client.send("interrupt_request", channel="control")
        self.assertEqual(self.client.finish(cell)["status"], "error")
        self.assertEqual(self.client.value("kept + 1"), "42")

    def interrupted(self, code, stop=None):
        """Interrupts a cell once it has printed `started`; its error, after the next cell found the state."""
        cell = self.client.submit(f"var kept = 'kept'; console.log('started');\n{code}")
        self.client.until(lambda: "started" in self.client.text(cell))
        time.sleep(0.1)
        if stop is None:
            request = self.client.send("interrupt_request", channel="control")
            self.client.until(lambda: self.client.reply(request, "control"), 5)
            self.assertEqual(self.client.reply(request, "control")["status"], "ok")
        else:
            stop()
        reply = self.client.finish(cell, 10)
        self.assertEqual(reply["status"], "error")
        self.assertEqual(self.kinds(cell).count("error"), 1)
        self.assertEqual(self.client.value("kept"), "'kept'")
        return reply

    def test_interrupt_of_a_loop(self):
        self.interrupted("while (true) {}")

    def test_interrupt_of_a_loop_after_await(self):
        self.interrupted("await new Promise((done) => setTimeout(done, 10));\nfor (;;) Math.random();")

    def test_interrupt_of_a_loop_in_a_timer(self):
        self.interrupted("await new Promise(() => setTimeout(() => { for (;;) Math.random(); }, 10));")

    def test_interrupt_of_an_await_that_never_ends(self):
        self.interrupted("await new Promise(() => {});")

    def test_interrupt_of_a_timed_await(self):
        self.interrupted("await new Promise((done) => setTimeout(done, 60_000));")

    def test_interrupt_of_a_synchronous_child_process(self):
        self.interrupted("import { execSync } from 'node:child_process';\nexecSync('sleep 60');")

    def test_interrupt_by_signal(self):
        self.interrupted("while (true) {}", stop=lambda: os.kill(self.kernel.pid, signal.SIGINT))

    def test_interrupt_of_an_idle_kernel_changes_nothing(self):
        self.client.run("var kept = 7")
        request = self.client.send("interrupt_request", channel="control")
        self.client.until(lambda: self.client.reply(request, "control"))
        os.kill(self.kernel.pid, signal.SIGINT)
        self.assertEqual(self.client.value("kept"), "7")

    def test_interrupt_aborts_what_waits(self):
        cells = [self.client.submit(code) for code in ("console.log('started'); while (true) {}", "1", "2")]
        self.client.until(lambda: self.client.text(cells[0]))
        self.client.send("interrupt_request", channel="control")
        self.assertEqual([self.client.finish(cell)["status"] for cell in cells], ["error", "aborted", "aborted"])


class Errors(WithKernel):
    def test_an_error_is_one_message_with_the_lines_of_the_cell(self):
        code = "interface Gone { away: number }\nfunction inner(): never {\n  throw new RangeError('on purpose');\n}\ninner();"
        cell = self.client.submit(code)
        reply = self.client.finish(cell)
        self.assertEqual(self.kinds(cell), ["status", "execute_input", "error", "status"])
        error = self.client.of(cell, "iopub", "error")[0]["content"]
        self.assertEqual((error["ename"], error["evalue"]), ("RangeError", "on purpose"))
        self.assertEqual({key: reply[key] for key in error}, error)
        trace = "\n".join(error["traceback"])
        self.assertRegex(trace, r"(?s)inner.*\b3\b.*\b5\b")
        self.assertNotIn("runner.js", trace)

    def test_a_syntax_error_is_one_error_message(self):
        cell = self.client.submit("const a = 1;\nconst = 3;")
        reply = self.client.finish(cell)
        self.assertEqual(self.kinds(cell), ["status", "execute_input", "error", "status"])
        self.assertEqual(reply["ename"], "SyntaxError")
        self.assertRegex("\n".join(reply["traceback"]), r"\b2\b")

    def test_an_error_aborts_the_queue(self):
        cells = [self.client.submit(code) for code in ("1", "throw new Error('x')", "2", "3")]
        self.assertEqual([self.client.finish(cell)["status"] for cell in cells], ["ok", "error", "aborted", "aborted"])
        self.assertEqual(self.client.value("4"), "4")

    def test_stop_on_error_false_goes_on(self):
        cells = [self.client.submit("throw new Error('x')", stop_on_error=False), self.client.submit("2")]
        self.assertEqual([self.client.finish(cell)["status"] for cell in cells], ["error", "ok"])

    def test_throws_in_timers_and_unhandled_rejections_are_shown_and_survived(self):
        for code, text in (
            ("var kept = 1; setTimeout(() => { throw new Error('thrown late'); }, 20);", "thrown late"),
            ("void Promise.reject(new Error('nobody caught this'));", "nobody caught this"),
        ):
            cell = self.client.submit(code)
            self.client.finish(cell)
            self.client.until(lambda: text in self.client.text(cell, "stderr"), 5)
        self.assertEqual(self.client.value("kept"), "1")


class Messages(WithKernel):
    def request(self, type, content=None, channel="shell"):
        msg_id = self.client.send(type, content, channel)
        self.client.until(lambda: self.client.reply(msg_id, channel) and self.client.idle(msg_id))
        return self.client.reply(msg_id, channel)

    def test_a_message_with_a_wrong_signature_is_ignored(self):
        stranger = Client(self.kernel.info, key=b"not the key")
        cell = stranger.submit("var broken = 1")
        stranger.send("shutdown_request", {"restart": False}, "control")
        stranger.pump(0.5)
        stranger.close()
        self.assertEqual(self.client.value("typeof broken"), "'undefined'")
        self.assertEqual(self.client.of(cell), [])

    def test_noise_on_every_port_disturbs_nobody(self):
        import socket

        for name in ("shell", "control", "stdin", "iopub", "hb"):
            for noise in (b"GET / HTTP/1.1\r\n\r\n", os.urandom(4096), b"\xff" + bytes(8) + b"\x7f\x03\x00NULL" + bytes(48) + os.urandom(99)):
                with socket.create_connection(("127.0.0.1", self.kernel.info[f"{name}_port"]), timeout=5) as peer:
                    peer.sendall(noise)
        self.assertEqual(self.client.value("6 * 7"), "42")

    def test_kernel_info_names_the_kernel(self):
        info = self.request("kernel_info_request")
        self.assertEqual(info["protocol_version"], "5.3")
        self.assertEqual(info["language_info"]["file_extension"], ".ts")
        self.assertIn("BMDSRNet", info["banner"])
        self.assertEqual(self.request("kernel_info_request", channel="control"), info)

    def test_silent_cells_leave_no_trace(self):
        count = self.client.run("1")[0]["execution_count"]
        cell = self.client.submit("var quiet = 5; console.log('no'); 7", silent=True)
        self.client.finish(cell)
        self.assertEqual(self.kinds(cell), ["status", "status"])
        reply, _ = self.client.run("2", store_history=False)
        self.assertEqual(reply["execution_count"], count)
        reply, outputs = self.client.run("quiet")
        self.assertEqual(reply["execution_count"], count + 1)
        self.assertEqual(outputs[0]["content"]["data"]["text/plain"], "5")

    def test_user_expressions(self):
        reply, _ = self.client.run("var u = 20", user_expressions={"good": "u + 1", "bad": "nowhere"})
        good, bad = reply["user_expressions"]["good"], reply["user_expressions"]["bad"]
        self.assertEqual((good["status"], good["data"]["text/plain"]), ("ok", "21"))
        self.assertEqual((bad["status"], bad["ename"]), ("error", "ReferenceError"))

    def test_input(self):
        cell = self.client.submit("const name = await prompt('name? '); `hello ${name}`", allow_stdin=True)
        self.client.until(lambda: self.client.of(cell, "stdin", "input_request"))
        self.assertEqual(self.client.of(cell, "stdin")[0]["content"], {"prompt": "name? ", "password": False})
        self.client.send("input_reply", {"status": "ok", "value": "Ada"}, "stdin")
        self.client.finish(cell)
        self.assertEqual(self.client.of(cell, "iopub", "execute_result")[0]["content"]["data"]["text/plain"], "'hello Ada'")

    def test_input_without_a_user_does_not_hang(self):
        cell = self.client.submit("await prompt('name? ')", allow_stdin=False)
        self.client.finish(cell)
        self.assertEqual(self.client.of(cell, "stdin"), [])

    def test_completion_counts_in_code_points(self):
        content = self.request("complete_request", {"code": "'\U0001f600'; Math.flo", "cursor_pos": 13})
        self.assertEqual((content["matches"], content["cursor_start"], content["cursor_end"]), (["floor"], 10, 13))

    def test_requests_that_it_does_not_know_are_answered(self):
        self.assertEqual(self.request("comm_info_request", {}), {"status": "ok", "comms": {}})
        self.assertEqual(self.request("debug_request", {"type": "request"}, "control")["status"], "error")

    def test_history_of_this_session(self):
        for code in ("'one'", "'two'"):
            self.client.run(code)
        history = self.request("history_request", {"hist_access_type": "tail", "n": 2, "output": False, "raw": True})
        self.assertEqual([entry[2] for entry in history["history"]], ["'one'", "'two'"])

    def test_listens_on_the_given_address_only(self):
        ports = {self.kernel.info[f"{name}_port"] for name in ("shell", "control", "stdin", "iopub", "hb")}
        listening = {}
        for file in ("/proc/net/tcp", "/proc/net/tcp6"):
            for line in Path(file).read_text().splitlines()[1:]:
                address, state = line.split()[1], line.split()[3]
                host, _, port = address.rpartition(":")
                if state == "0A" and int(port, 16) in ports:
                    listening[int(port, 16)] = host
        self.assertEqual(listening, dict.fromkeys(ports, "0100007F"))


class TheEnd(unittest.TestCase):
    """Each test ends its kernel in its own way."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.kernel = Kernel(self.folder.name)
        self.client = self.kernel.client
        self.processes = [self.kernel.pid, *descendants(self.kernel.pid)]

    def tearDown(self):
        self.kernel.close()
        self.folder.cleanup()

    def assertAllGone(self):
        self.assertTrue(eventually(lambda: not running(self.processes)), f"still running: {running(self.processes)}")

    def crash(self, code):
        cell = self.client.submit(code)
        waiting = self.client.submit("1")
        reply = self.client.finish(cell, 30)
        self.assertEqual(reply["status"], "error")
        self.assertEqual([m["msg_type"] for m in self.client.of(cell, "iopub")].count("error"), 1)
        self.assertEqual(self.client.finish(waiting)["status"], "aborted")
        code = self.kernel.exit_code()
        self.assertAllGone()
        return reply, code

    def test_process_exit_is_reported_and_its_code_kept(self):
        reply, code = self.crash("console.log('last words'); process.exit(3);")
        self.assertIn("exit code 3", reply["evalue"])
        self.assertEqual(code, 3)

    def test_a_killed_runner_is_reported(self):
        reply, code = self.crash("process.kill(process.pid, 'SIGKILL'); while (true) {}")
        self.assertIn("SIGKILL", reply["evalue"])
        self.assertNotEqual(code, 0)

    def test_an_abort_in_native_code_is_reported(self):
        reply, code = self.crash("process.abort();")
        self.assertIn("SIGABRT", reply["evalue"])
        self.assertNotEqual(code, 0)

    def test_shutdown_is_answered_and_leaves_no_process(self):
        request = self.client.send("shutdown_request", {"restart": False}, "control")
        self.client.until(lambda: self.client.reply(request, "control"))
        self.assertEqual(self.client.reply(request, "control"), {"status": "ok", "restart": False})
        self.assertEqual(self.kernel.exit_code(), 0)
        self.assertAllGone()

    def test_shutdown_ends_a_loop_and_its_child_processes(self):
        code = "import { spawn } from 'node:child_process';\nspawn('sleep', ['600']); console.log('started'); while (true) {}"
        cell = self.client.submit(code)
        self.client.until(lambda: self.client.text(cell))
        self.processes = [self.kernel.pid, *descendants(self.kernel.pid)]
        self.assertGreaterEqual(len(self.processes), 3)
        self.client.send("shutdown_request", {"restart": False}, "control")
        self.assertEqual(self.client.finish(cell)["status"], "error")
        self.assertEqual(self.kernel.exit_code(), 0)
        self.assertAllGone()

    def test_cells_run_in_the_folder_of_the_notebook(self):
        self.assertEqual(self.client.value("process.cwd()"), repr(os.path.realpath(self.folder.name)))

    def test_a_manager_restarts_it(self):
        self.client.run("var gone = 1")
        self.kernel.manager.restart_kernel()
        self.assertAllGone()
        self.client.until(self.kernel._alive, 30)
        self.assertEqual(self.client.value("typeof gone"), "'undefined'")


class Orphan(unittest.TestCase):
    def test_a_kernel_ends_when_its_front_end_was_killed(self):
        program = textwrap.dedent(
            """
            from jupyter_peer import Kernel, descendants
            import time
            kernel = Kernel()
            kernel.client.submit("console.log('started'); while (true) {}")
            print(kernel.pid, *descendants(kernel.pid), flush=True)
            time.sleep(600)
            """
        )
        env = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
        with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=env) as front_end:
            processes = [int(pid) for pid in front_end.stdout.readline().split()]
            self.assertGreaterEqual(len(processes), 2)
            front_end.kill()
            front_end.wait()
            self.assertTrue(eventually(lambda: not running(processes)), f"still running: {running(processes)}")


if __name__ == "__main__":
    unittest.main()
