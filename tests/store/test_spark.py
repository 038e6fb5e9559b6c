"""A connection to Spark, without one."""

import warnings

import pytest

from percorso.store.engines.spark import open_spark

NEW_PANDAS = "PySpark does not yet fully support pandas >= 3.0.0. Some features may not work."


def test_of_what_spark_warns_only_a_new_pandas_is_not_said(monkeypatch):
    pyspark = pytest.importorskip("pyspark")
    monkeypatch.setattr(pyspark.SparkContext, "_active_spark_context", object())
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        with open_spark("local[1]"):
            warnings.warn(NEW_PANDAS, FutureWarning, stacklevel=1)
            warnings.warn("Deprecated in 5.0.", FutureWarning, stacklevel=1)
    assert [str(one.message) for one in said] == ["Deprecated in 5.0."]
