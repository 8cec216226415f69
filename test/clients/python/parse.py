"""Reads connection strings, a JSON list of them, with a parser that Python applications use, and prints what it got."""

import json
import sys


def psycopg(text):
    from psycopg.conninfo import conninfo_to_dict

    found = conninfo_to_dict(text)
    return {
        "host": found["host"],
        "port": int(found["port"]),
        "user": found["user"],
        "password": found["password"],
        "database": found["dbname"],
        "sslmode": found["sslmode"],
    }


def sqlalchemy(text):
    from sqlalchemy.engine import make_url

    url = make_url(text)
    return {
        "host": url.host,
        "port": url.port,
        "user": url.username,
        "password": url.password,
        "database": url.database,
        **url.query,
    }


PARSERS = {"psycopg": psycopg, "sqlalchemy": sqlalchemy}
print(json.dumps([PARSERS[sys.argv[1]](text) for text in json.load(sys.stdin)]))
