// Carries every vertex of the body to where its bones take it (matrix palette skinning).
// The source is preceded by "#version 330 core", "#define BONES n" and, for the lines around it, "#define LINES", for the
// hands as the light sees them "#define SHADOW".

layout(std140) uniform Scene {
    mat4 view;                // avatar world to eye, metres
    mat4 projection;
    mat4 light;               // eye to the light's clip space
    vec4 line;                // xy: width of a line in clip space; z: metres by which it stands toward the eye
    vec4 palette[4 * BONES];  // per bone: the three upper rows of its skinning matrix, then its visibility in x
};

layout(location = 0) in vec3 position;
layout(location = 1) in vec3 normal;
layout(location = 2) in vec4 colour;
layout(location = 3) in uvec4 bones;
layout(location = 4) in vec4 weights;

#if !defined(LINES) && !defined(SHADOW)
out vec4 facing;  // the normal in the eye's frame, and how much of it points at the eye
out vec3 lit;     // where the light sees it, 0..1
#endif
#ifndef SHADOW
out vec4 tint;
out float sure;
#endif

vec4 row(int r) {
    return weights.x * palette[4u * bones.x + uint(r)] + weights.y * palette[4u * bones.y + uint(r)]
         + weights.z * palette[4u * bones.z + uint(r)] + weights.w * palette[4u * bones.w + uint(r)];
}

void main() {
    vec4 x = row(0), y = row(1), z = row(2);
    vec4 at = vec4(position, 1.0);
    vec4 eye = view * vec4(dot(x, at), dot(y, at), dot(z, at), 1.0);
#ifdef SHADOW
    gl_Position = light * eye;
#else
    vec3 turned = mat3(view) * vec3(dot(x.xyz, normal), dot(y.xyz, normal), dot(z.xyz, normal));
    tint = colour;
    sure = row(3).x;
#ifdef LINES
    // Skin that two bones share folds into itself, and its far side would stand in the fold as a dark stain: there a line
    // stands behind the surface.
    float strongest = max(max(weights.x, weights.y), max(weights.z, weights.w));
    eye.z += mix(-line.z, line.z, smoothstep(0.5, 0.8, strongest));
    gl_Position = projection * eye;
    gl_Position.xy += line.xy * turned.xy / max(length(turned.xy), 1e-4) * gl_Position.w;
#else
    facing = vec4(turned, dot(turned, normalize(-eye.xyz)));
    lit = 0.5 + 0.5 * (light * eye).xyz;
    gl_Position = projection * eye;
#endif
#endif
}
