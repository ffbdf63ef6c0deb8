// App Service Authentication, for USER_AUTH=easyauth. An app that is linked to a Static Web App lets in that site alone, and
// what is excluded here; without a link everybody gets in, and this service itself asks for a key or a signed-in user.
param siteName string

@description('The client id of an Entra application whose users may sign in; empty: none.')
param clientId string

@description('Whether a Static Web App is linked, and its host name.')
param isLinked bool
param staticWebAppHost string

@description('Paths on which a linked app lets in others, too.')
param excludedPaths array

resource site 'Microsoft.Web/sites@2025-03-01' existing = {
  name: siteName
}

resource authentication 'Microsoft.Web/sites/config@2025-03-01' = {
  parent: site
  name: 'authsettingsV2'
  properties: {
    platform: { enabled: true }
    // With this provider alone, anonymous calls would get 401 whatever is said here (Azure/bicep#8407).
    globalValidation: isLinked
      ? { requireAuthentication: true, unauthenticatedClientAction: 'Return401', excludedPaths: excludedPaths }
      : { requireAuthentication: false, unauthenticatedClientAction: 'AllowAnonymous' }
    httpSettings: { requireHttps: true }
    identityProviders: {
      azureStaticWebApps: { enabled: isLinked, registration: { clientId: staticWebAppHost } }
      azureActiveDirectory: {
        enabled: !empty(clientId)
        registration: {
          clientId: clientId
          openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
        }
        validation: { allowedAudiences: [clientId, 'api://${clientId}'] }
      }
    }
    login: { tokenStore: { enabled: false } }
  }
}
