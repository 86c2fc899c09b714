//! Renderings of a document: page and CSV. JSON is the document itself.
