"""Polars written well: one lazy sort by numbers, shifts instead of windows, paths as lists."""

from collections.abc import Iterator

import polars as pl

from harness.answers import ARROW, GAP_US, Journeys, Work


def journeys(work: Work) -> Journeys:
    """Sort once, compare neighbours, group pairs and journeys."""
    step = _steps(work).collect()
    pairs = (
        step.lazy()
        .filter(~pl.col("opens"))
        .group_by("source", "touchpoint")
        .agg(pl.len().alias("times"), (pl.col("us").median() / 1e6).alias("median"))
        .with_columns(pl.col("source", "touchpoint").cast(pl.String))
        .collect()
    )
    variants = (
        step.lazy()
        .group_by("journey")
        .agg(pl.col("touchpoint").to_physical().alias("path"))
        .group_by("path")
        .agg(pl.len().alias("journeys"))
        .collect()
    )
    return Journeys(pairs.rows(), _named(variants, step))


def _steps(work: Work) -> pl.LazyFrame:
    ordered = (
        pl.scan_parquet(work.data)
        .select(
            pl.col("customer").hash().alias("walker"),
            pl.col("at").dt.epoch("us").alias("instant"),
            pl.col("touchpoint").cast(pl.Categorical),
        )
        .sort("walker", "instant")
    )
    apart = ordered.with_columns(
        (pl.col("instant") - pl.col("instant").shift()).alias("us"),
        pl.col("touchpoint").shift().alias("source"),
        (pl.col("walker") == pl.col("walker").shift()).alias("same"),
    ).with_columns((~pl.col("same") | (pl.col("us") > GAP_US)).fill_null(True).alias("opens"))
    return apart.select(
        "touchpoint", "source", "us", "opens", pl.col("opens").cum_sum().alias("journey")
    )


def _named(variants: pl.DataFrame, step: pl.DataFrame) -> Iterator[tuple[str, int]]:
    codes = step.select(pl.col("touchpoint").unique())
    names = dict(
        codes.select(pl.col("touchpoint").to_physical().alias("code"), "touchpoint").rows()
    )
    for path, journeys in variants.iter_rows():
        yield ARROW.join(names[code] for code in path), journeys
