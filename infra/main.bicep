// All that the API needs in Azure, wired as the code reads it. `azd up` deploys it; docs/deploy.md says what each parameter
// is for and what was not tried.
targetScope = 'subscription'

@description('Names everything that is made here.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Where it is made; it must be a region with Flex Consumption.')
@metadata({ azd: { type: 'location' } })
param location string

@description('The ACS resource to use: its resource id (az communication list --query [].id). Or the word new, which makes one and which Azure may refuse: new customers cannot sign up for most of ACS any more.')
@minLength(3)
param acsResourceId string

@description('Where a new ACS resource keeps its data. It can never be changed.')
param acsDataLocation string = 'Europe'

@description('How ACS is called: with the access key in Key Vault, or as the app\'s managed identity, without any key.')
@allowed(['accessKey', 'identity'])
param acsAccess string = 'accessKey'

@description('Which of the two access keys is copied into Key Vault.')
@allowed(['primary', 'secondary'])
param acsKey string = 'primary'

@description('Writes that key into Key Vault although a secret is there already. Without it a rotated key stays.')
param writeAcsSecret bool = false

@description('How users sign in: not at all, by App Service Authentication, or by access tokens that the API checks itself.')
@allowed(['none', 'easyauth', 'jwt'])
param userAuth string = 'none'

@description('easyauth: the client id of the Entra application whose users may sign in, in this tenant.')
param easyAuthClientId string = ''

@description('easyauth: the resource id of a Static Web App (Standard plan) to link. From then on only that site gets in.')
param staticWebAppId string = ''

@description('Who else gets into a linked app: nobody, health probes and readers of the OpenAPI document, or also backends with function keys.')
@allowed(['nobody', 'probes', 'backends'])
param letInBesideSite string = 'nobody'

@description('jwt: who may have issued a user\'s access token, comma list; empty: Entra, for this tenant.')
param jwtIssuers string = ''

@description('jwt, required there: what a user\'s access token may be meant for, comma list.')
param jwtAudiences string = ''

@description('jwt: the scope or role that a user\'s access token must have; required with Entra.')
param jwtRequiredScope string = ''

@description('The client id of the Entra application of Teams users, whose tokens are exchanged.')
param teamsClientId string = ''

@description('The Entra tenants, comma list, whose accounts backends may let into Teams Phone Extensibility.')
param teamsAccessTenants string = ''

@description('The redundancy of the table of users; regions without zones need Standard_GRS.')
@allowed(['Standard_GZRS', 'Standard_ZRS', 'Standard_GRS'])
param tableRedundancy string = 'Standard_GZRS'

@description('Web sites that may call the API from a browser, comma list. The Azure Portal is one, for its Test/Run.')
param corsOrigins string = 'https://portal.azure.com'

@description('The version of Node.js.')
@allowed(['24', '22'])
param runtimeVersion string = '24'

@description('The memory of an instance.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('How many instances there may be.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 100

@description('How many instances are kept ready, and paid for, without a call.')
@minValue(0)
param alwaysReadyInstances int = 0

@description('Puts the app into a virtual network. Vault and storage can then be reached from there only.')
param useVirtualNetwork bool = false

@description('Whom to tell by e-mail when tokens are not issued; empty: nobody, the portal shows it.')
param alertEmail string = ''

@description('The key of the pseudonyms in the log. By default it is made of a key of the storage account, and stays the same.')
@secure()
param logSalt string = ''

@description('Further settings of the API by their names, such as {"ACS_ALLOWED_SCOPES":"voip"}.')
param moreSettings object = {}

var tags = { 'azd-env-name': environmentName }
var token = uniqueString(subscription().id, environmentName, location)
var isKeyless = acsAccess == 'identity'
var hasUsers = userAuth != 'none'
var isLinked = !empty(staticWebAppId)
var tableName = 'AcsIdentities'
var secretName = 'acs-connection-string'
var usesNewAcs = toLower(acsResourceId) == 'new'

resource group 'Microsoft.Resources/resourceGroups@2024-11-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'identity.bicep' = {
  scope: group
  params: { name: 'id-${token}', location: location, tags: tags }
}

module newAcs 'newAcs.bicep' = if (usesNewAcs) {
  scope: group
  params: { name: 'acs-${token}', tags: tags, dataLocation: acsDataLocation, isKeyless: isKeyless }
}

var acsId = usesNewAcs
  ? resourceId(
      subscription().subscriptionId,
      group.name,
      'Microsoft.Communication/communicationServices',
      'acs-${token}'
    )
  : acsResourceId

module acs 'acs.bicep' = {
  scope: resourceGroup(split(acsId, '/')[2], split(acsId, '/')[4])
  params: {
    name: last(split(acsId, '/'))
    principalId: identity.outputs.principalId
    isKeyless: isKeyless
    workspaceId: monitoring.outputs.workspaceId
  }
  dependsOn: [newAcs]
}

module network 'network.bicep' = if (useVirtualNetwork) {
  scope: group
  params: { name: 'vnet-${token}', location: location, tags: tags }
}

var privateNetwork = useVirtualNetwork
  ? { id: network!.outputs.id, endpointsSubnetId: network!.outputs.endpointsSubnetId }
  : null

module keyVault 'keyVault.bicep' = if (!isKeyless) {
  scope: group
  params: {
    name: 'kv-${token}'
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    network: privateNetwork
    secretName: secretName
    acsId: acsId
    key: acsKey
    writesSecret: writeAcsSecret
  }
  dependsOn: [newAcs]
}

module hostStorage 'hostStorage.bicep' = {
  scope: group
  params: {
    name: 'sthost${token}'
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    network: privateNetwork
  }
}

module identityTable 'identityTable.bicep' = if (hasUsers) {
  scope: group
  params: {
    name: 'stuser${token}'
    location: location
    tags: tags
    tableName: tableName
    principalId: identity.outputs.principalId
    network: privateNetwork
    redundancy: tableRedundancy
  }
}

module monitoring 'monitoring.bicep' = {
  scope: group
  params: {
    workspaceName: 'log-${token}'
    componentName: 'appi-${token}'
    location: location
    tags: tags
    principalId: identity.outputs.principalId
  }
}

var settingsOfAcs = isKeyless
  ? { ACS_ENDPOINT: acs.outputs.endpoint }
  : { KEY_VAULT_URL: keyVault!.outputs.url, ACS_CONNECTION_STRING_SECRET: secretName }

var settingsOfUsers = hasUsers
  ? {
      USER_AUTH: userAuth
      IDENTITY_TABLE_ENDPOINT: identityTable!.outputs.tableEndpoint
      IDENTITY_TABLE_NAME: tableName
    }
  : {}

var settingsOfTeams = union(
  hasUsers && !empty(teamsClientId) ? { TEAMS_CLIENT_ID: teamsClientId } : {},
  empty(teamsAccessTenants) ? {} : { TEAMS_ACCESS_TENANTS: teamsAccessTenants }
)

var entraIssuers = '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0,https://sts.windows.net/${tenant().tenantId}/'

var settingsOfTokens = userAuth == 'jwt'
  ? {
      JWT_ISSUERS: empty(jwtIssuers) ? entraIssuers : jwtIssuers
      JWT_AUDIENCES: empty(jwtAudiences) ? fail('jwt needs jwtAudiences') : jwtAudiences
      JWT_REQUIRED_SCOPE: empty(jwtIssuers) && empty(jwtRequiredScope)
        ? fail('jwt with Entra needs jwtRequiredScope')
        : jwtRequiredScope
    }
  : {}

module site 'site.bicep' = {
  scope: group
  params: {
    name: 'func-${token}'
    planName: 'plan-${token}'
    location: location
    tags: tags
    identityId: identity.outputs.id
    identityClientId: identity.outputs.clientId
    hostStorageName: 'sthost${token}'
    packagesUrl: hostStorage.outputs.packagesUrl
    insightsConnectionString: monitoring.outputs.connectionString
    corsOrigins: split(corsOrigins, ',')
    runtimeVersion: runtimeVersion
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    alwaysReadyInstances: alwaysReadyInstances
    subnetId: network.?outputs.appSubnetId ?? ''
    logSalt: logSalt
    settings: union(moreSettings, settingsOfAcs, settingsOfUsers, settingsOfTokens, settingsOfTeams)
  }
}

module staticWebApp 'staticWebApp.bicep' = if (isLinked) {
  scope: resourceGroup(
    isLinked ? split(staticWebAppId, '/')[2] : subscription().subscriptionId,
    isLinked ? split(staticWebAppId, '/')[4] : group.name
  )
  params: {
    name: last(split(staticWebAppId, '/'))
    siteId: userAuth == 'easyauth' ? site.outputs.id : fail('a linked app lets in users of easyauth alone')
    siteLocation: location
  }
}

var pathsOfProbes = ['/api/health', '/api/openapi.json']
var pathsOfBackends = ['/api/identities', '/api/identities/*', '/api/teams-access/*']

module signIn 'signIn.bicep' = if (userAuth == 'easyauth') {
  scope: group
  params: {
    siteName: site.outputs.name
    clientId: isLinked || !empty(easyAuthClientId)
      ? easyAuthClientId
      : fail('easyauth needs easyAuthClientId or staticWebAppId')
    isLinked: isLinked
    staticWebAppHost: staticWebApp.?outputs.host ?? ''
    excludedPaths: concat(
      letInBesideSite == 'nobody' ? [] : pathsOfProbes,
      letInBesideSite == 'backends' ? pathsOfBackends : []
    )
  }
}

module alerts 'alerts.bicep' = {
  scope: group
  params: {
    name: 'alert-${token}'
    location: location
    tags: tags
    workspaceId: monitoring.outputs.workspaceId
    componentId: monitoring.outputs.componentId
    siteUrl: site.outputs.url
    statusFromOutside: isLinked && letInBesideSite == 'nobody' ? 401 : 200
    email: alertEmail
  }
}

module workbook 'workbook.bicep' = {
  scope: group
  params: { workspaceId: monitoring.outputs.workspaceId, location: location, tags: tags }
}

output AZURE_LOCATION string = location
output AZURE_TENANT_ID string = tenant().tenantId
output AZURE_RESOURCE_GROUP string = group.name
output API_NAME string = site.outputs.name
output API_URL string = site.outputs.url
