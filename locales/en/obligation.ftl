# obligation
