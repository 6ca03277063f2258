/** What "Insert example" puts into an empty editor. */
export const PLAN_EXAMPLE = `- key: requirements
  role: project_manager
  artifactType: requirements
  prompt: |
    Write the requirements from the goal and the documents:
    numbered, each one testable.

- key: architecture
  role: tech_lead
  dependsOn: [requirements]
  prompt: Choose the parts and their interfaces. Name what is left out.

- key: api
  title: HTTP interface
  role: backend_engineer
  dependsOn: [architecture]
  prompt: Write the handlers and their validation.
  maxAttempts: 3

- key: review
  role: code_reviewer
  dependsOn: [api]
  tier: premium
  prompt: Review the code against the requirements. List every finding.
`;
