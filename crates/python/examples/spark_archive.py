"""An archive in Parquet on Spark: spark-submit spark_archive.py ARTICLES RECORDS"""

import sys

from pyspark.sql import SparkSession

import legation.spark as legation_spark

articles, out = sys.argv[1:3]
spark = SparkSession.builder.appName("legation").getOrCreate()
records = legation_spark.read(spark.read.parquet(articles), columns={"text": "text"})
# Read once, kept by kind; with Delta: .format("delta").save(out). A lost executor's tasks run again and write the same rows.
records.write.mode("overwrite").partitionBy("kind").parquet(f"{out}/records")

linked = legation_spark.link(spark.read.parquet(f"{out}/records"))
linked.where("kind = 'event' and head = id").write.mode("overwrite").parquet(f"{out}/events")
spark.stop()
