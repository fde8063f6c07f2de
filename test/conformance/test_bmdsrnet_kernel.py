"""The project's own conformance suite: jupyter_kernel_test."""

import jupyter_kernel_test
from jupyter_peer import KERNEL


class BmdsrnetKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = KERNEL
    language_name = "typescript"
    file_extension = ".ts"

    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('oops')"
    code_generate_error = "throw new TypeError('on purpose')"
    code_execute_result = [
        {"code": "1+2+3", "result": "6"},
        {"code": "[1, 2, 3].length", "result": "3"},
        {"code": "const n: number = 6; n * 7", "result": "42"},
        {"code": "await Promise.resolve('later')", "result": "'later'"},
    ]
    code_display_data = [
        {
            "code": "import { show } from 'bmdsrnet';\n"
            "show.table({ title: 't', protocol: 'Y, border 2', measuredOn: 'two scenes', columns: [{ label: 'PSNR' }],\n"
            "  rows: [{ label: 'bicubic', values: [28.3] }], notes: [] });",
            "mime": mime,
        }
        for mime in ("application/vnd.bmdsrnet.metrics.v1+json", "text/html", "text/plain")
    ]
    code_clear_output = "console.clear()"
    # Nothing in TypeScript asks for a pager.
    test_pager = None

    completion_samples = [
        {"text": "Math.flo", "matches": {"floor"}},
        {"text": "JSON.pars", "matches": {"parse"}},
    ]
    complete_code_samples = ["1", "const a = 1;", "function f() {\n  return 1;\n}", "await f()", "interface A { b: string }"]
    incomplete_code_samples = ["function f() {", "console.log(`hello", "if (true) {\n  1;", "f(1,"]
    invalid_code_samples = ["import = 7q", ")", "const = 3"]
    code_inspect_sample = "Math.floor"

    supported_history_operations = ("tail", "range", "search")
    code_history_pattern = "1?2*"

    def get_non_kernel_info_reply(self, timeout=jupyter_kernel_test.TIMEOUT):
        """The suite waits for some replies without end; a kernel that never answers has failed."""
        return super().get_non_kernel_info_reply(timeout=timeout)
