import type { Role } from '@/lib/contracts/task';

const LABELS: Record<Role, string> = {
  planner: 'Planner',
  project_manager: 'Project manager',
  tech_lead: 'Tech lead',
  backend_engineer: 'Backend engineer',
  frontend_engineer: 'Frontend engineer',
  database_engineer: 'Database engineer',
  ux_engineer: 'UX engineer',
  code_reviewer: 'Code reviewer',
  security_reviewer: 'Security reviewer',
};

export const ROLE_CHOICES = Object.entries(LABELS) as [Role, string][];

export const roleLabel = (role: string): string => (LABELS as Record<string, string>)[role.toLowerCase()] ?? role;
