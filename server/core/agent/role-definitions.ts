import { ROLES, type Role } from '@/lib/contracts/task';
import type { RoleDefinition } from './role-definition';
import { backendEngineer } from './roles/backend-engineer';
import { codeReviewer } from './roles/code-reviewer';
import { databaseEngineer } from './roles/database-engineer';
import { frontendEngineer } from './roles/frontend-engineer';
import { planner } from './roles/planner';
import { projectManager } from './roles/project-manager';
import { securityReviewer } from './roles/security-reviewer';
import { techLead } from './roles/tech-lead';
import { uxEngineer } from './roles/ux-engineer';

export const ROLE_DEFINITIONS: Readonly<Record<Role, RoleDefinition>> = {
  planner,
  project_manager: projectManager,
  tech_lead: techLead,
  backend_engineer: backendEngineer,
  frontend_engineer: frontendEngineer,
  database_engineer: databaseEngineer,
  ux_engineer: uxEngineer,
  code_reviewer: codeReviewer,
  security_reviewer: securityReviewer,
};

export function isRole(value: string): value is Role {
  return (ROLES as readonly string[]).includes(value);
}
