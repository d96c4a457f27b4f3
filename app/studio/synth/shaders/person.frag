#version 330 core
// Skin, cloth, hair and eyes under an environment, a key light with shadow and a fill light.

uniform int layer;
uniform float sleeve;
uniform vec3 eye;
uniform vec3 sky[9];            // spherical harmonics of the irradiance
uniform vec3 key_direction;     // toward the light
uniform vec3 key_colour;
uniform vec3 fill_direction;
uniform vec3 fill_colour;
uniform float exposure;
uniform float softness;         // of the shadow's edge, in the map's texels
uniform vec3 tone;              // albedo, linear
uniform vec3 palm_tone;
uniform vec3 flush_tone;
uniform vec3 lip_tone;
uniform vec3 nail_tone;
uniform vec3 hair_tone;
uniform vec3 iris_tone;
uniform vec3 beard_tone;
uniform float beard;            // 0..1
uniform float age;              // 0..1: wrinkles and spots
uniform float shine;
uniform vec3 cloth_tone;
uniform vec3 trim_tone;
uniform vec3 trousers_tone;
uniform vec4 band;              // colour, and on which arm: -1 left, 1 right, 0 none
uniform vec2 chest;             // centre height and half width of the print, rest position
uniform sampler2D print_front;
uniform sampler2D print_back;
uniform sampler3D noise;
uniform sampler2DShadow shadow;

in vec3 rest;
in vec3 world;
in vec3 world_normal;
in vec4 masks;
in float along;
in float piece;
in float whose;
in vec4 lit_at;

out vec4 pixel;

// garment

vec3 irradiance(vec3 n) {
    return max(vec3(0.0),
        sky[0] + sky[1] * n.y + sky[2] * n.z + sky[3] * n.x
        + sky[4] * (n.x * n.y) + sky[5] * (n.y * n.z) + sky[6] * (3.0 * n.z * n.z - 1.0)
        + sky[7] * (n.x * n.z) + sky[8] * (n.x * n.x - n.y * n.y));
}

float lit() {
    vec3 at = lit_at.xyz * 0.5 + 0.5;
    if (any(lessThan(at.xy, vec2(0.0))) || any(greaterThan(at.xy, vec2(1.0)))) return 1.0;
    vec2 step_ = softness / vec2(textureSize(shadow, 0));
    float sum = texture(shadow, vec3(at.xy, at.z - 0.002));
    for (int i = -1; i <= 1; i += 2)
        for (int j = -1; j <= 1; j += 2)
            sum += texture(shadow, vec3(at.xy + step_ * vec2(i, j), at.z - 0.002));
    return sum / 5.0;
}

vec3 grain(float frequency) { return texture(noise, rest * frequency).rgb - 0.5; }

void main() {
    if (gone(rest, along)) discard;
    vec3 n = normalize(gl_FrontFacing ? world_normal : -world_normal);
    vec3 to_eye = normalize(eye - world);
    float open = masks.a;
    vec3 albedo;
    vec3 wrap = vec3(0.0);
    float gloss = 0.0, rough = 0.5;
    int kind = int(piece + 0.5);
    float fine = clamp(0.0015 / max(length(fwidth(rest)), 1e-6), 0.0, 1.0);

    if (layer == 3) {
        vec3 g = texture(noise, rest * vec3(90.0, 12.0, 90.0)).rgb - 0.5;
        albedo = hair_tone * (0.75 + 0.7 * masks.r + 1.1 * g.r);
        n = normalize(n + 0.9 * g);
        gloss = 0.25; rough = 0.45;
    } else if (layer == 1 || layer == 2) {
        vec3 base = layer == 1 ? cloth_tone : trousers_tone;
        if (layer == 1) {
            vec2 uv = vec2(rest.x / chest.y, (rest.y - chest.x) / chest.y) * 0.5 + 0.5;
            vec4 printed = rest.z > throat.z - 0.07 ? texture(print_front, uv) : texture(print_back, uv);
            if (along < 0.12) base = mix(base, printed.rgb, printed.a);
            else base = mix(base, texture(print_back, vec2(rest.y * 1.7, along * 0.5)).rgb,
                            texture(print_back, vec2(rest.y * 1.7, along * 0.5)).a);
            float edge = min(min(-opening(rest), (sleeve - along) * 0.27), above_hem(rest, along));
            base = mix(trim_tone, base, smoothstep(0.010, 0.013, edge));
            base *= 0.80 + 0.20 * smoothstep(0.0, 0.004, abs(edge - 0.0125));
        }
        vec3 g = grain(9.0) + 0.5 * grain(23.0);
        n = normalize(n + 0.55 * g + 0.10 * fine * grain(330.0));
        albedo = base * (0.92 + 0.30 * g.b) * (1.0 + 0.25 * fine * grain(410.0).r);
        if (!gl_FrontFacing) albedo *= 0.45;
        wrap = vec3(0.10);
    } else if (kind == 7) {                                   // eyes
        bool white = masks.r > 0.8, iris = !white && masks.r > 0.1;
        albedo = white ? (masks.r > 0.99 ? vec3(0.9) : vec3(0.68, 0.64, 0.61)) : iris ? iris_tone : vec3(0.01);
        gloss = white ? 0.25 : 0.4; rough = 0.15;
    } else if (kind == 5 || kind == 6) {                      // brows, lashes
        albedo = (kind == 6 ? 0.5 : 1.0) * mix(hair_tone, beard_tone, 0.5) * 0.8;
    } else if (kind == 8) {                                   // teeth
        albedo = vec3(0.72, 0.66, 0.55) * open; gloss = 0.5; rough = 0.2;
    } else if (kind == 9 || kind == 3) {                      // tongue, mouth
        albedo = vec3(0.30, 0.07, 0.07) * open; gloss = 0.4; rough = 0.3;
    } else {                                                  // skin
        vec3 low = grain(13.0), mid = grain(47.0), high = grain(260.0);
        albedo = mix(tone, palm_tone, masks.g);
        albedo = mix(albedo, albedo * flush_tone, clamp(masks.r + 0.55 * low.r, 0.0, 1.0));
        albedo *= 1.0 + 0.16 * low.g + 0.14 * mid.r + 0.10 * fine * high.g;
        if (age > 0.0) albedo *= 1.0 - 0.30 * age * smoothstep(0.20, 0.30, grain(95.0).b);
        if (beard * masks.b > 0.0) {
            float stubble = masks.b * beard * (0.7 + 1.2 * (grain(300.0).r * fine + low.b));
            albedo = mix(albedo, beard_tone, clamp(stubble, 0.0, 1.0));
        }
        n = normalize(n + (0.10 + 0.16 * age) * mid + 0.20 * fine * high);
        wrap = vec3(0.34, 0.17, 0.12);
        gloss = shine; rough = 0.42;
        if (kind == 2) { albedo = mix(albedo, lip_tone, 0.75); gloss *= 1.6; rough = 0.3; }
        if (kind == 4) { albedo = mix(albedo, nail_tone, 0.8); gloss = 0.55; rough = 0.22; }
        if (band.a != 0.0 && sign(rest.x) == -band.a && along > 1.84 && along < 1.94) {
            albedo = band.rgb; wrap = vec3(0.0); gloss = 0.5; rough = 0.3;
        }
    }

    float facing = dot(n, key_direction);
    float shaded = lit();
    vec3 diffuse = clamp((vec3(facing) + wrap) / (1.0 + wrap), 0.0, 1.0);
    // Light that has wandered through skin reddens the edge of a shadow.
    vec3 through = mix(vec3(shaded), vec3(pow(shaded, 0.6), shaded, shaded), wrap.r * 2.0);
    float ambient = mix(0.35, 1.0, open);
    vec3 light_in = irradiance(n) * ambient * mix(vec3(1.0), vec3(1.08, 0.98, 0.95), (1.0 - open) * wrap.r * 2.0);
    light_in += key_colour * diffuse * through;
    light_in += fill_colour * clamp((dot(n, fill_direction) + 0.3) / 1.3, 0.0, 1.0) * ambient;
    vec3 out_light = albedo * light_in;

    if (gloss > 0.0) {
        vec3 h = normalize(key_direction + to_eye);
        float a = rough * rough, nh = max(dot(n, h), 0.0);
        float d = a * a / (3.1416 * pow(nh * nh * (a * a - 1.0) + 1.0, 2.0));
        float fresnel = 0.028 + 0.972 * pow(1.0 - max(dot(h, to_eye), 0.0), 5.0);
        float glancing = pow(1.0 - max(dot(n, to_eye), 0.0), 5.0);
        out_light += gloss * key_colour * shaded * max(facing, 0.0) * min(d, 12.0) * fresnel;
        out_light += gloss * irradiance(reflect(-to_eye, n)) * (0.028 + 0.5 * glancing) * ambient * ambient;
    }
    vec3 shown = out_light * exposure;
    shown = shown * (1.0 + shown * 0.12) / (1.0 + shown * 0.62);   // a camera's shoulder
    shown = mix(shown * 12.92, 1.055 * pow(max(shown, vec3(1e-5)), vec3(1.0 / 2.4)) - 0.055, step(vec3(0.0031308), shown));
    // Alpha tells what is seen: the left hand, the right one, or anything else.
    float code = whose > 1.5 ? 0.5 : whose > 0.5 ? 0.25 : 1.0;
    pixel = vec4(clamp(shown, 0.0, 1.0), code);
}
