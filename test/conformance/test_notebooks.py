"""Notebooks as nbclient (and so papermill and CI) runs them: the fixture always, others when named."""

import os
import unittest
from pathlib import Path

import nbformat
from jupyter_peer import KERNEL
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

HERE = Path(__file__).parent


def execute(file, timeout=60, **options):
    """Executes a notebook in its own folder; the result is valid nbformat or this raises."""
    notebook = nbformat.read(file, as_version=4)
    resources = {"metadata": {"path": str(Path(file).parent)}}
    NotebookClient(notebook, timeout=timeout, kernel_name=KERNEL, resources=resources, **options).execute()
    nbformat.validate(notebook)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def shown(cell):
    """An executed cell's outputs in short form."""
    texts = {
        "stream": lambda o: (o.name, o.text),
        "error": lambda o: ("error", o.ename),
        "execute_result": lambda o: ("result", o.data["text/plain"]),
        "display_data": lambda o: ("display", sorted(o.data)),
    }
    return [texts[output.output_type](output) for output in cell.outputs]


class Fixture(unittest.TestCase):
    def test_every_output_is_saved_every_time(self):
        for _ in range(3):
            cells = execute(HERE / "fixture.ipynb", allow_errors=True)
            self.assertEqual([cell.execution_count for cell in cells], [1, 2, 3, 4, 5, 6])
            self.assertEqual(shown(cells[0]), [("stdout", "mean of 3 values\n"), ("result", "2")])
            self.assertEqual(shown(cells[1]), [("result", "'fixture.ipynb'")])
            printed = "".join(text for _, text in shown(cells[2]))
            self.assertEqual(printed, "".join(f"line {i}\n" for i in range(1000)))
            metrics = ["application/vnd.bmdsrnet.metrics.v1+json", "text/html", "text/plain"]
            self.assertEqual(shown(cells[3]), [("display", metrics)])
            self.assertEqual(shown(cells[4]), [("error", "RangeError")])
            self.assertEqual(shown(cells[5]), [("result", "'state after the error: 2'")])

    def test_an_error_stops_the_notebook(self):
        with self.assertRaisesRegex(CellExecutionError, "RangeError"):
            execute(HERE / "fixture.ipynb")


class Samples(unittest.TestCase):
    """A test for each notebook that was named on the command line: it runs from top to bottom without an error."""


def sample_test(file):
    return lambda self: execute(file, timeout=int(os.environ["CONFORMANCE_TIMEOUT"]))


for name in filter(None, os.environ.get("CONFORMANCE_NOTEBOOKS", "").split(os.pathsep)):
    setattr(Samples, f"test_{Path(name).stem}", sample_test(Path(name)))
