-- Refuses, as a site's own rules may, what a test asks to be refused, by the name that the launcher gives a job:
-- <account>-<subproject>.<task>.<index>. A subproject with `refuse-2` has job .2 refused, one with `refuse-chain`
-- every job that depends on another one (compute nodes that may not submit).
local INVALID_ACCOUNT = 2045
local ACCOUNTING_POLICY = 2050

function slurm_job_submit(job, partitions, user)
  local name = job.name or ''
  for index in string.gmatch(name, 'refuse%-(%d+)') do
    if string.match(name, '%.' .. index .. '$') then
      slurm.log_user('the site refuses job %s', name)
      return INVALID_ACCOUNT
    end
  end
  if string.find(name, 'refuse-chain', 1, true) and job.dependency and job.dependency ~= '' then
    slurm.log_user('jobs may not be submitted from here')
    return ACCOUNTING_POLICY
  end
  return slurm.SUCCESS
end

function slurm_job_modify(job, record, partitions, user)
  return slurm.SUCCESS
end

return slurm.SUCCESS
