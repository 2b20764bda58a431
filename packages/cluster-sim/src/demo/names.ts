/** Who is named in managedFields of what the demo's data centre does. */
export const DATA_CENTRE = "data-centre";
/** Where the other tool's pods are. */
export const WORKFLOWS_NAMESPACE = "workflows";
