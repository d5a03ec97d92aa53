Opendatasoft portals (type `dge-ods`): the whole catalogue whatever its size, exports, attachments and alternative exports as resources.
