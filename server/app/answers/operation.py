"""Operation: one thing that a program can ask here, as OpenAPI 3.1 describes it; pure."""

from typing import Any, Final

#: status -> what it means here; each as problem details (RFC 9457).
PROBLEMS: Final = {
    "400": "De parameters kloppen niet / The parameters are wrong",
    "404": "Dit is er niet / There is no such thing",
    "406": "Geen van de gevraagde vormen is er / None of the forms asked for is there",
    "429": "Te veel van dit adres; zie Retry-After / Too much from this address; see Retry-After",
    "503": "Nu te druk; zie Retry-After / Too busy now; see Retry-After",
}


def operation(
    identifier: str,
    tag: str,
    said: tuple[str, str],
    parameters: Any,
    content: dict[str, Any],
) -> dict[str, Any]:
    """Return an operation: its name, its group, what it is for, what it takes and what it gives."""
    return {
        "operationId": identifier,
        "tags": [tag],
        "summary": said[0],
        "description": said[1],
        "parameters": list(parameters),
        "responses": {
            "200": {
                "description": "Het antwoord / The answer",
                "headers": {"API-Version": {"$ref": "#/components/headers/API-Version"}}
                if tag == "query"
                else {},
                "content": content,
            },
            **{status: {"$ref": f"#/components/responses/Problem{status}"} for status in PROBLEMS},
        },
    }
