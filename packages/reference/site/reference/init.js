// A token that is tried here is forgotten with the page, and goes to this origin alone.
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#reference",
  deepLinking: true,
  persistAuthorization: false,
  validatorUrl: null,
  withCredentials: false,
});
