import type { Command } from '../command.ts'
import { keyServerAudit, keyServerAuditVerify } from './key-server-audit.ts'
import { keyServerClientsApprove } from './key-server-clients-approve.ts'
import { keyServerClientsRegister } from './key-server-clients-register.ts'
import { keyServerClientsReject } from './key-server-clients-reject.ts'
import { keyServerClientsRevoke } from './key-server-clients-revoke.ts'
import { keyServerClients } from './key-server-clients.ts'
import { keyServerGroupsCreate } from './key-server-groups-create.ts'
import { keyServerGroupsSet } from './key-server-groups-set.ts'
import { keyServerGroups } from './key-server-groups.ts'
import { keyServerObjectsUndoDestroy } from './key-server-objects-undo-destroy.ts'
import { keyServerObjects } from './key-server-objects.ts'
import { keyServerPassword } from './key-server-password.ts'
import { keyServerReplicateNow } from './key-server-replicate-now.ts'
import { keyServerReplication } from './key-server-replication.ts'
import { keyServerRun } from './key-server-run.ts'
import { keyServerStatus } from './key-server-status.ts'
import { storageRun } from './storage-run.ts'
import { storage } from './storage.ts'
import { upCommand } from './up.ts'

/** Every command, in the order in which help lists them. */
export const commands: readonly Command[] = [
  upCommand,
  keyServerRun,
  keyServerStatus,
  keyServerReplication,
  keyServerReplicateNow,
  keyServerClients,
  keyServerClientsApprove,
  keyServerClientsRegister,
  keyServerClientsRevoke,
  keyServerClientsReject,
  keyServerGroups,
  keyServerGroupsCreate,
  keyServerGroupsSet,
  keyServerObjects,
  keyServerObjectsUndoDestroy,
  keyServerAudit,
  keyServerAuditVerify,
  keyServerPassword,
  storageRun,
  storage,
]
