"""Legation on Spark: documents to records over ``mapInArrow``, and the merges of a store by Spark's own joins.

    import legation.spark as legation_spark

    records = legation_spark.read(spark.read.parquet("articles"))
    records.write.partitionBy("kind").parquet("records")
    merged = legation_spark.link(spark.read.parquet("records"))

The model is loaded once a Python worker. A task that is lost is run again by Spark and gives the same rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from legation import _legation
from legation._errors import InputError, InputTypeError, needed
from legation.arrow import record_schema

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame

# Spark hands over 10,000 rows at a time; so many documents are read into one batch of records (about 40 kB each).
_ROWS = 256


def read(df: DataFrame, *, columns: Mapping[str, str] | None = None) -> DataFrame:
    """Reads a data frame of documents into one of records (:func:`legation.arrow.record_schema`).

    Columns are named as in :func:`legation.arrow.document_schema`; ``columns`` tells of other names. A row that is no document gives a row of
    kind ``error``. Each task reads on one thread: give Spark as many cores as are to read.
    """
    _frame(df)
    pairs = dict(columns or {})
    wanted = {*pairs.values(), "id", "text", "body", "content", "html", "title", "headline", "published", "date", "pubdate"}
    wanted |= {"publisher", "source", "outlet", "url", "link"}
    own = [name for name in df.columns if name in wanted or name.lower() in wanted]
    if not own:
        raise InputError(f"no column of {df.columns} is known", "name the text: columns={'text': 'body'}")
    return df.select(*[f"`{name}`" for name in own]).mapInArrow(_Read(pairs), _spark_schema(record_schema()))


class _Read:
    """What a Python worker does with its part of the documents."""

    def __init__(self, columns: dict[str, str]) -> None:
        self.columns = columns

    def __call__(self, batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        from legation import read_batch

        for batch in batches:
            for start in range(0, batch.num_rows, _ROWS):
                yield read_batch(batch.slice(start, _ROWS), columns=self.columns, threads=1)


def link(records: DataFrame) -> DataFrame:
    """Finds which records tell one act and which documents are copies of one text, as a store does.

    ``records`` are those that :func:`read` made, of any number of documents. The result has the same rows and three more columns: ``story``, the
    ``document_id`` of the first of a document's copies (its own where there are none); ``head``, the id of the event or meeting that
    stands for the act (its own where it does itself; null of other records); ``reports``, how many documents tell the act, on the row that
    stands for it, else 1. A text that came in several times counts once: that of the first day and the least id stays.
    """
    _frame(records)
    missing = [name for name in ("kind", "document_id", "link_keys", "act", "json") if name not in records.columns]
    if missing:
        raise InputError(f"these are no records: there is no column {', '.join(missing)}", "give what legation.spark.read made")
    functions = needed("pyspark.sql.functions", "spark")
    records = _once(records, functions).localCheckpoint()
    copies = _copies(records, functions).localCheckpoint()
    same = _same(records, copies, functions).localCheckpoint()
    stories = _heads(
        records.where("kind = 'document'").selectExpr("document_id as id", "published", "document_id", "0 as ordinal"), copies, functions, whole=True
    ).selectExpr("id as document_id", "head as story")
    acts = records.where("act is not null").select("id", "published", "document_id", "ordinal")
    heads = _heads(acts, same, functions, whole=False)
    documents = heads.join(acts.select("id", "document_id"), "id").groupBy("head").agg(functions.countDistinct("document_id").alias("reports"))
    heads = heads.join(documents, "head")
    heads = heads.selectExpr("id", "head", "if(id = head, reports, 1) as reports")
    plain = records.where("act is null").join(stories, "document_id", "left").selectExpr("*", "cast(null as string) as head", "cast(1 as bigint) as reports")
    linked = records.where("act is not null").join(stories, "document_id", "left").join(heads, "id", "left")
    return plain.unionByName(linked.select(*plain.columns))


def _once(records: DataFrame, functions: Any) -> DataFrame:
    """Each text once: its rows of the document with the first day and the least id."""
    first = functions.min(functions.struct(functions.col("published").isNull(), "published", "document")).alias("first")
    kept = records.where("kind = 'document'").groupBy("document_id").agg(first).selectExpr("document_id", "first.document as document")
    rows = records.join(kept, ["document_id", "document"], "left_semi")
    # The same text under the same id, twice: the same rows twice.
    return rows.dropDuplicates(["document_id", "kind", "ordinal"]).unionByName(records.where("kind = 'error'"))


def _copies(records: DataFrame, functions: Any) -> DataFrame:
    """Pairs of documents that are copies: ``a < b``."""
    documents = records.where("kind = 'document'")
    keys = documents.select(functions.col("document_id").alias("id"), functions.explode("link_keys").alias("key"))
    pairs = _pairs(keys, functions)
    texts = documents.selectExpr("document_id as id", "get_json_object(json, '$.document.text') as text")
    with_texts = pairs.join(texts.selectExpr("id as a", "text as one"), "a").join(texts.selectExpr("id as b", "text as other"), "b")
    return with_texts.mapInArrow(_overlapping, "a string, b string")


def _same(records: DataFrame, copies: DataFrame, functions: Any) -> DataFrame:
    """Pairs of events or meetings that tell one act: ``a < b``."""
    acts = records.where("act is not null").selectExpr("id", "document_id", "kind", "act", "link_keys")
    near = _pairs(acts.select("id", functions.explode("link_keys").alias("key")), functions)
    sides = [acts.selectExpr(f"id as {side}", f"document_id as {side}_document", f"kind as {side}_kind", f"act as {side}_act") for side in "ab"]
    near = near.join(sides[0], "a").join(sides[1], "b").where("a_document != b_document and a_kind = b_kind")
    known = copies.selectExpr("a as low", "b as high", "true as copies")
    order = "low = least(a_document, b_document) and high = greatest(a_document, b_document)"
    # Of copies everything is compared, dated or not.
    apart = near.join(known, functions.expr(order), "left_anti").selectExpr("a", "b", "a_act", "b_act", "false as copies")
    both = copies.selectExpr("a as a_document", "b as b_document").join(sides[0], "a_document").join(sides[1], "b_document").where("a_kind = b_kind")
    return apart.unionByName(both.selectExpr("a", "b", "a_act", "b_act", "true as copies")).mapInArrow(_one_act, "a string, b string")


def _pairs(keys: DataFrame, functions: Any) -> DataFrame:
    """Pairs that share a key, once: ``a < b``."""
    one, other = keys.selectExpr("id as a", "key"), keys.selectExpr("id as b", "key")
    return one.join(other, "key").where("a < b").select("a", "b").distinct()


def _overlapping(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
    import pyarrow

    for batch in batches:
        shares = _legation.overlap(batch.column("one").to_pylist(), batch.column("other").to_pylist())
        kept = pyarrow.array([share >= _legation.story() for share in shares], pyarrow.bool_())
        yield batch.select(["a", "b"]).filter(kept)


def _one_act(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
    import pyarrow

    for batch in batches:
        rules = _legation.same(*(batch.column(name).to_pylist() for name in ("a_act", "b_act", "copies")))
        yield batch.select(["a", "b"]).filter(pyarrow.array([rule is not None for rule in rules], pyarrow.bool_()))


def _heads(members: DataFrame, pairs: DataFrame, functions: Any, *, whole: bool) -> DataFrame:
    """Which member stands for each: ``id, head``. Stories are whole components, acts groups within them."""
    component = _components(pairs, functions)
    schema = "id string, head string"
    together = component.join(members.selectExpr("id", "cast(published as string) as published", "document_id", "cast(ordinal as bigint) as ordinal"), "id")
    links = pairs.join(component.withColumnRenamed("id", "a"), "a").select("component", "a", "b")
    linked = links.groupBy("component").agg(functions.collect_list(functions.struct("a", "b")).alias("pairs"))
    grouped = together.groupBy("component").agg(functions.collect_list(functions.struct("id", "published", "document_id", "ordinal")).alias("members"))
    settled = grouped.join(linked, "component").mapInArrow(_Settle(whole), schema)
    alone = members.select("id").join(component.select("id"), "id", "left_anti").selectExpr("id", "id as head")
    return settled.unionByName(alone).localCheckpoint()


def _components(pairs: DataFrame, functions: Any) -> DataFrame:
    """The least id that each id hangs together with: ``id, component``; ids without a pair are not in it."""
    edges = pairs.unionByName(pairs.selectExpr("b as a", "a as b"))
    labels = edges.groupBy("a").agg(functions.least(functions.col("a"), functions.min("b")).alias("component")).withColumnRenamed("a", "id").localCheckpoint()
    while True:
        near = edges.join(labels.withColumnRenamed("id", "b"), "b").groupBy("a").agg(functions.min("component").alias("least"))
        # What an id's label is labelled with is nearer still: long chains take few rounds.
        jump = labels.selectExpr("id as component", "component as further")
        moved = labels.join(near.withColumnRenamed("a", "id"), "id").join(jump, "component", "left")
        moved = moved.selectExpr("id", "component as before", "least(component, least, further) as component").localCheckpoint()
        if moved.where("before != component").isEmpty():
            return labels
        labels = moved.select("id", "component")


class _Settle:
    """Which member of each component stands for which."""

    def __init__(self, whole: bool) -> None:
        self.whole = whole

    def __call__(self, batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        import pyarrow

        for batch in batches:
            rows = []
            for component in batch.to_pylist():
                members = component["members"]
                at = {member["id"]: place for place, member in enumerate(members)}
                pairs = [(at[pair["a"]], at[pair["b"]]) for pair in component["pairs"] if pair["a"] in at and pair["b"] in at]
                if self.whole:
                    pairs = [(one, other) for one in range(len(members)) for other in range(one)]
                heads = _legation.heads([(own["published"], own["document_id"], own["ordinal"]) for own in members], pairs)
                rows += [{"id": members[place]["id"], "head": members[head]["id"]} for place, head in enumerate(heads)]
            yield pyarrow.RecordBatch.from_pylist(rows, pyarrow.schema([("id", pyarrow.string()), ("head", pyarrow.string())]))


def _spark_schema(schema: pyarrow.Schema) -> Any:
    return needed("pyspark.sql.pandas.types", "spark").from_arrow_schema(schema)


def _frame(df: Any) -> None:
    needed("pyarrow", "spark")
    needed("pyspark.sql", "spark")
    if not hasattr(df, "mapInArrow"):
        raise InputTypeError(f"df must be a DataFrame of Spark, not {type(df).__name__}", "make one with spark.createDataFrame or spark.read.parquet")


__all__ = ["link", "read"]
