"""Makes digit-classes.txt beside this file: which digits the 450 pictures of the test data show.

    python3 make_digit_classes.py .../onnx-compat/xgboost-digits/test_data.npy

The pictures came without labels, but they are part of scikit-learn's load_digits, where each
picture has its own.
"""

import pathlib
import sys

import numpy
from sklearn.datasets import load_digits

pictures = numpy.load(sys.argv[1]).astype(int)
digits = load_digits()
classes = {tuple(row): str(digit) for row, digit in zip(digits.data.astype(int), digits.target)}
text = "".join(classes[tuple(row)] for row in pictures)
(pathlib.Path(__file__).parent / "digit-classes.txt").write_text(text + "\n")
