// The launcher configuration of the demo, as a user would write it for a container of one's own.

export const TASKS = ['byob_arith.arith', 'byob_mcq.mcq', 'byob_crash.crash'];

/**
 * @param {{image: string, tasks: string[]}} options
 * @returns {string} YAML; model and endpoint come from the action's inputs
 */
export function launcherConfig({ image, tasks }) {
  const entries = tasks.map((task) => `    - name: ${task}\n      container: ${image}`);
  return `execution:
  type: local
  mode: sequential
  # The endpoint listens on this machine's loopback.
  extra_docker_args: "--network host"
deployment:
  type: none
evaluation:
  tasks:
${entries.join('\n')}
`;
}
