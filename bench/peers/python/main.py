"""The composition function's main CLI, as the Python SDK's template starts it, with argparse in place of click."""

import argparse

from crossplane.function import logging, runtime

from fn import FunctionRunner


def cli():
    """A Crossplane composition function."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--address", default="0.0.0.0:9443")
    parser.add_argument("--tls-server-certs-dir")
    parser.add_argument("--insecure", action="store_true")
    args = parser.parse_args()
    logging.configure(level=logging.Level.INFO)
    runtime.serve(
        FunctionRunner(),
        args.address,
        creds=runtime.load_credentials(args.tls_server_certs_dir),
        insecure=args.insecure,
    )


if __name__ == "__main__":
    cli()
