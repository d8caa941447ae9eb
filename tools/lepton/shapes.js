/** What `GET /workspace` answers. @param {{ endpoints: Map<any, any>, jobs: Map<any, any> }} server */
export function workspaceInfo({ endpoints, jobs }) {
  const total = { cpu: 0, memory: 0, accelerator_num: 0 };
  return {
    build_time: '2026-01-01_00:00:00',
    git_commit: '1.0.0',
    workspace_name: 'test',
    workspace_tier: 'basic',
    workspace_state: 'normal',
    supported_shapes: {},
    workspace_disk_usage_bytes: 0,
    workloads: {
      num_photons: 0,
      num_deployments: endpoints.size,
      num_jobs: jobs.size,
      num_pods: 0,
      num_secrets: 0,
      num_image_pull_secrets: 0,
    },
    resource_quota: { limit: total, used: total },
    service_quota: { limit: {}, used: {} },
  };
}

/** A request's JSON; undefined where there is none. @param {import('node:http').IncomingMessage} request */
export async function readBody(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text === '' ? undefined : JSON.parse(text);
}
