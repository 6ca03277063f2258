/** Where the JSON Schema of workflow files is published. It stays: files name it. */
export const WORKFLOW_SCHEMA_PATH = '/schemas/workflow.json';
