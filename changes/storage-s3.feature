Files can be kept on a server that speaks S3 (uploads, logos, originals of repairs): `ckan.files.storage.default.type = dge:s3`.
