{{- define "wirefold.name" -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" }}
{{- end }}

{{- define "wirefold.selector" -}}
app.kubernetes.io/name: wirefold
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "wirefold.labels" -}}
{{ include "wirefold.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "wirefold.image" -}}
{{- with .Values.image -}}
{{ .repository }}{{ if .digest }}@{{ .digest }}{{ else }}:{{ .tag | default $.Chart.AppVersion }}{{ end }}
{{- end }}
{{- end }}

{{- define "wirefold.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (ternary (include "wirefold.name" .) "default" .Values.serviceAccount.create) }}
{{- end }}

{{- /* The port of "address:port". */ -}}
{{- define "wirefold.port" -}}
{{- .Values.config.admin.listen | splitList ":" | last }}
{{- end }}

{{- /* A JSON list: the port of "http://host:port/path" of the schema registry, its scheme's own, or none without it. */ -}}
{{- define "wirefold.registryPorts" -}}
{{- $ports := list -}}
{{- with (.Values.config.schema_registry | default dict).url -}}
{{- $own := ternary "443" "80" (hasPrefix "https:" .) -}}
{{- $named := (urlParse .).host | regexFind ":[0-9]+$" | trimPrefix ":" -}}
{{- $ports = list ($named | default $own | int64) -}}
{{- end -}}
{{- $ports | toJson -}}
{{- end }}

{{- /* A pod of a Deployment or StatefulSet. */ -}}
{{- define "wirefold.pod" -}}
metadata:
  labels:
    {{- include "wirefold.selector" . | nindent 4 }}
    {{- with .Values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    # Another configuration is another pod.
    checksum/config: {{ toYaml .Values.config | sha256sum }}
    {{- with .Values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "wirefold.serviceAccount" . }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds | int64 }}
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  securityContext:
    runAsNonRoot: true
    runAsUser: 65532
    runAsGroup: 65532
    # Files of Secrets belong to it.
    fsGroup: 65532
    seccompProfile:
      type: RuntimeDefault
  containers:
    - name: wirefold
      image: {{ include "wirefold.image" . | quote }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      args: [run, -c, /etc/wirefold/wirefold.yaml]
      {{- if eq .Values.kind "StatefulSet" }}
      env:
        # A pod that is back ends at once what it had left open.
        - name: WIREFOLD__KAFKA__INSTANCE_ID
          valueFrom:
            fieldRef:
              fieldPath: metadata.name
      {{- end }}
      ports:
        - name: http
          containerPort: {{ include "wirefold.port" . }}
          protocol: TCP
      startupProbe:
        httpGet:
          path: /livez
          port: http
        periodSeconds: 2
        failureThreshold: {{ div .Values.probes.startupSeconds 2 }}
      livenessProbe:
        httpGet:
          path: /livez
          port: http
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: {{ div .Values.probes.livenessSeconds 10 }}
      readinessProbe:
        httpGet:
          path: /readyz
          port: http
        periodSeconds: {{ .Values.probes.readinessPeriodSeconds | int64 }}
        timeoutSeconds: 2
      resources:
        {{- toYaml .Values.resources | nindent 8 }}
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities:
          drop: [ALL]
      volumeMounts:
        - name: config
          mountPath: /etc/wirefold
          readOnly: true
        {{- range $index, $name := .Values.secrets }}
        - name: secret-{{ $index }}
          mountPath: /var/run/wirefold/{{ $name }}
          readOnly: true
        {{- end }}
  volumes:
    - name: config
      configMap:
        name: {{ include "wirefold.name" . }}
    {{- range $index, $name := .Values.secrets }}
    - name: secret-{{ $index }}
      secret:
        secretName: {{ $name }}
        defaultMode: 0440
    {{- end }}
  {{- with .Values.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.affinity }}
  affinity:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with .Values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  topologySpreadConstraints:
    {{- if .Values.topologySpreadConstraints }}
    {{- toYaml .Values.topologySpreadConstraints | nindent 4 }}
    {{- else }}
    - topologyKey: kubernetes.io/hostname
      maxSkew: 1
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "wirefold.selector" . | nindent 10 }}
    {{- end }}
{{- end }}
