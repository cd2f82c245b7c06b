"""An archive in Parquet on Ray: python ray_archive.py ARTICLES RECORDS"""

import sys

import ray

import legation.ray as legation_ray

articles, out = sys.argv[1:3]
records = legation_ray.read(ray.data.read_parquet(articles))
# A worker that dies is replaced and its documents are read again.
records.write_parquet(out, partition_cols=["kind"])
