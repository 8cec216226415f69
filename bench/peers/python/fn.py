"""A DatabaseBinding for PostgreSQL, written as the Python SDK's documentation shows.

Structs are read by subscription and resources are written as dicts. It does what the benchmark's requests need and no
more: no validation, no policy but defaults.
"""

import base64
import urllib.parse

import grpc
from crossplane.function import logging, resource, response
from crossplane.function.proto.v1 import run_function_pb2 as fnv1
from crossplane.function.proto.v1 import run_function_pb2_grpc as grpcv1

API_VERSION = "database.digitalocean.m.crossplane.io/v1alpha1"
ALL = ["Observe", "Create", "Update", "Delete"]
# What lies in a cluster goes with it.
KEPT = ["Observe", "Create", "Update"]
LOOKED_AT = ["Observe"]
EXTERNAL_NAME = "crossplane.io/external-name"
CLUSTER_STATUS = (
    "id",
    "name",
    "engine",
    "version",
    "host",
    "privateHost",
    "port",
    "database",
    "region",
    "size",
    "nodeCount",
)


class FunctionRunner(grpcv1.FunctionRunnerService):
    """A FunctionRunner handles gRPC RunFunctionRequests."""

    def __init__(self):
        """Create a new FunctionRunner."""
        self.log = logging.get_logger()

    async def RunFunction(
        self, req: fnv1.RunFunctionRequest, _: grpc.aio.ServicerContext
    ) -> fnv1.RunFunctionResponse:
        """Run the function."""
        log = self.log.bind(tag=req.meta.tag)
        rsp = response.to(req)
        xr = resource.struct_to_dict(req.observed.composite.resource)
        policy = resource.struct_to_dict(req.input)
        name, namespace = xr["metadata"]["name"], xr["metadata"]["namespace"]
        log.debug("Composing binding", name=name, namespace=namespace)

        observed = req.observed.resources
        at = None
        if "cluster" in observed and is_ready(observed["cluster"]):
            at = resource.struct_to_dict(observed["cluster"].resource)["status"]["atProvider"]

        spec = xr["spec"]
        fields = {**policy.get("defaults", {}).get("cluster", {}), **spec["cluster"]}
        set_managed(
            rsp,
            observed,
            "cluster",
            kind="Cluster",
            policies=ALL,
            external=external_name(observed, "cluster"),
            connection_secret=f"{name}-cluster-conn",
            for_provider={
                "engine": fields["engine"],
                "name": f"{namespace}-{name}",
                "version": fields["version"],
                "size": fields["size"],
                "region": fields["region"],
                "nodeCount": fields.get("nodeCount", 1),
                "tags": policy.get("tags", []),
            },
        )

        users = []
        for i, user in enumerate(spec["users"]):
            secret = f"{name}-credentials" if i == 0 else f"{name}-{user['name']}-credentials"
            users.append({"name": user["name"], "secret": secret, "ready": False})
        if at is not None:
            compose_databases(rsp, observed, at, spec)
            compose_users(rsp, observed, at, xr, users)

        cluster_status = {"engine": fields["engine"], "name": f"{namespace}-{name}"}
        if at is not None:
            cluster_status = {key: at[key] for key in CLUSTER_STATUS}
        resource.update_status(
            rsp.desired.composite,
            {"architecture": "Controlled", "cluster": cluster_status, "users": users},
        )
        users_ready = all(user["ready"] for user in users)
        secrets_exist = all(f"secret-{user['name']}" in observed for user in users)
        response.set_conditions(
            rsp,
            condition("SpecAccepted", True),
            condition("ClusterReady", at is not None),
            condition("UsersReady", users_ready),
            condition("ConnectionReady", users_ready and secrets_exist),
        )
        return rsp


def compose_databases(rsp, observed, at, spec):
    """Desire each database."""
    for database in spec["databases"]:
        key = f"database-{database['name']}"
        set_managed(
            rsp,
            observed,
            key,
            kind="DB",
            policies=LOOKED_AT if key in observed and is_ready(observed[key]) else KEPT,
            for_provider={"clusterId": at["id"], "name": database["name"]},
        )


def compose_users(rsp, observed, at, xr, users):
    """Desire each user, and its Secret once the password is known."""
    name, namespace = xr["metadata"]["name"], xr["metadata"]["namespace"]
    for user in users:
        key = f"user-{user['name']}"
        external = external_name(observed, key) or ""
        created = "/" in external or "," in external
        set_managed(
            rsp,
            observed,
            key,
            kind="User",
            policies=LOOKED_AT if created else KEPT,
            external=f"{at['id']},{user['name']}" if created else user["name"],
            connection_secret=f"{name}-user-{user['name']}-conn",
            for_provider={"clusterId": at["id"]},
        )
        if key not in observed or "attribute.password" not in observed[key].connection_details:
            continue
        user["ready"] = True
        password = observed[key].connection_details["attribute.password"].decode()
        secret = rsp.desired.resources[f"secret-{user['name']}"]
        resource.update(
            secret,
            {
                "apiVersion": "v1",
                "kind": "Secret",
                "metadata": {"name": user["secret"], "namespace": namespace},
                "type": "servicebinding.io/postgresql",
                "data": secret_data(at, user["name"], password, xr["spec"]["databases"][0]["name"]),
            },
        )
        secret.ready = fnv1.READY_TRUE if f"secret-{user['name']}" in observed else fnv1.READY_FALSE


def set_managed(rsp, observed, key, *, kind, policies, for_provider, external=None, connection_secret=None):
    """Desire a managed resource."""
    desired = {
        "apiVersion": API_VERSION,
        "kind": kind,
        "spec": {
            "forProvider": for_provider,
            "managementPolicies": policies,
            "providerConfigRef": {"kind": "ClusterProviderConfig", "name": "default"},
        },
    }
    if external is not None:
        desired["metadata"] = {"annotations": {EXTERNAL_NAME: external}}
    if connection_secret is not None:
        desired["spec"]["writeConnectionSecretToRef"] = {"name": connection_secret}
    resource.update(rsp.desired.resources[key], desired)
    ready = key in observed and is_ready(observed[key])
    rsp.desired.resources[key].ready = fnv1.READY_TRUE if ready else fnv1.READY_FALSE


def external_name(observed, key):
    """The external name of an observed resource."""
    if key not in observed:
        return None
    metadata = observed[key].resource["metadata"]
    if "annotations" not in metadata or EXTERNAL_NAME not in metadata["annotations"]:
        return None
    return metadata["annotations"][EXTERNAL_NAME]


def is_ready(observed):
    """Whether a resource is usable."""
    return all(resource.get_condition(observed, typ).status == "True" for typ in ("Ready", "Synced"))


def condition(typ, ready):
    """A condition for the composite."""
    return resource.Condition(
        typ=typ, status="True" if ready else "False", reason="Available" if ready else "Waiting"
    )


def secret_data(at, username, password, database):
    """The entries of a Secret in the format of the Service Binding specification."""
    quote = lambda text: urllib.parse.quote(text, safe="")  # noqa: E731
    port = str(int(at["port"]))

    def address(host):
        return f"{host}:{port}/{quote(database)}?sslmode=require"

    def uri(host):
        return f"postgresql://{quote(username)}:{quote(password)}@{address(host)}"

    entries = {
        "type": "postgresql",
        "provider": "digitalocean",
        "host": at["host"],
        "port": port,
        "username": username,
        "password": password,
        "database": database,
        "uri": uri(at["host"]),
        "cluster-name": at["name"],
        "jdbc-url": f"jdbc:postgresql://{address(at['host'])}",
        "public-host": at["host"],
        "public-port": port,
        "public-uri": uri(at["host"]),
        "private-host": at["privateHost"],
        "private-port": port,
        "private-uri": uri(at["privateHost"]),
    }
    return {key: base64.b64encode(text.encode()).decode() for key, text in entries.items()}
