// The ACS resource as it is, in its own resource group: where it answers and, without keys, the role of the app's identity.
import { roles } from 'roles.bicep'

param name string
param principalId string
param isKeyless bool

resource acs 'Microsoft.Communication/communicationServices@2025-09-01' existing = {
  name: name
}

// ACS has no narrower role that mints tokens: see docs/security.md.
resource owner 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (isKeyless) {
  scope: acs
  name: guid(acs.id, principalId, roles['Communication and Email Service Owner'])
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles['Communication and Email Service Owner']
    )
  }
}

output endpoint string = 'https://${acs.properties.hostName}'
