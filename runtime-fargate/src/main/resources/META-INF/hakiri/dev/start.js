// The validator of the page's makers is at another address, which nobody here asked for.
SwaggerUIBundle({ url: "openapi.yaml", dom_id: "#api", validatorUrl: null, tryItOutEnabled: true, docExpansion: "none" });
