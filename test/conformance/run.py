"""Runs the conformance tests: a line a test, details of failures, and last `N passed, N failed`."""

import argparse
import os
import sys
import time
import unittest
from pathlib import Path

HERE = Path(__file__).parent
MODULES = ["test_bmdsrnet_kernel", "test_protocol", "test_notebooks"]


class Lines(unittest.TestResult):
    """Prints how each test ended; a test with failing subtests counts once."""

    def __init__(self):
        super().__init__()
        self.counts = {"passed": 0, "failed": 0, "skipped": 0}

    def startTest(self, test):
        super().startTest(test)
        self._began, self._problems, self._skipped = time.monotonic(), [], None

    def stopTest(self, test):
        super().stopTest(test)
        outcome = "failed" if self._problems else "skipped" if self._skipped else "passed"
        self.counts[outcome] += 1
        seconds = time.monotonic() - self._began
        reason = f" ({self._skipped})" if outcome == "skipped" else ""
        print(f"{outcome:8}{seconds:7.2f} s  {test.id()}{reason}", flush=True)
        for problem in self._problems:
            print("".join(f"    {line}\n" for line in problem.splitlines()), flush=True)

    def addError(self, test, err):
        super().addError(test, err)
        text = self._exc_info_to_string(err, test)
        if isinstance(test, unittest.TestCase):
            self._problems.append(text)
        else:
            # A class or module that could not be set up has no test that would be counted.
            self.counts["failed"] += 1
            print(f"failed  {test}\n{text}", flush=True)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._problems.append(self._exc_info_to_string(err, test))

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._problems.append(f"{subtest}\n{self._exc_info_to_string(err, test)}")

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self._skipped = reason or "no sample"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebooks", nargs="*", help="notebooks to execute besides the fixture")
    parser.add_argument("--timeout", type=int, default=300, help="seconds that a cell of these notebooks may take")
    parser.add_argument("-k", dest="pattern", help="only tests whose id contains this")
    options = parser.parse_args()
    os.environ["CONFORMANCE_NOTEBOOKS"] = os.pathsep.join(str(Path(file).resolve()) for file in options.notebooks)
    os.environ["CONFORMANCE_TIMEOUT"] = str(options.timeout)
    sys.path.insert(0, str(HERE))

    loader = unittest.TestLoader()
    if options.pattern:
        loader.testNamePatterns = [f"*{options.pattern}*"]
    result = Lines()
    began = time.monotonic()
    loader.loadTestsFromNames(MODULES).run(result)
    counts = result.counts
    skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
    print(f"\nconformance took {time.monotonic() - began:.1f} s")
    print(f"{counts['passed']} passed, {counts['failed']} failed{skipped}", flush=True)
    sys.exit(1 if counts["failed"] else 0)


if __name__ == "__main__":
    main()
