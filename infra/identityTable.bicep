// Which user has which identity. If it is lost, every user loses their chats: by default it is kept in three zones and in
// another region, and a lock keeps the account from being deleted.
import { roles } from 'roles.bicep'
import { accountProperties } from 'storage.bicep'

param name string
param location string
param tags object
param tableName string
param principalId string
param redundancy string

@description('The virtual network from which alone it can be reached; null: from everywhere.')
param network object?

var isPublic = network == null

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: redundancy }
  properties: accountProperties(isPublic)

  resource tables 'tableServices' = {
    name: 'default'

    resource identities 'tables' = {
      name: tableName
    }
  }
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = {
  scope: account
  name: 'keep-users'
  properties: {
    level: 'CanNotDelete'
    notes: 'The only record of which user has which identity. Export it before you remove this lock.'
  }
}

resource tableDataContributor 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account::tables::identities
  name: guid(account::tables::identities.id, principalId, roles['Storage Table Data Contributor'])
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles['Storage Table Data Contributor']
    )
  }
}

module endpoint 'privateEndpoint.bicep' = if (!isPublic) {
  params: {
    name: 'pep-${name}'
    location: location
    tags: tags
    network: network!
    resourceId: account.id
    service: 'table'
    zoneName: 'privatelink.table.${environment().suffixes.storage}'
  }
}

output tableEndpoint string = account.properties.primaryEndpoints.table
