"""The report as a static site: pages that open from disk, without a server and without network."""
